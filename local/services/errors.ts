/** An error as AWS answers it: `name` goes out as `__type`, or as `<Code>` in XML. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;
  /** More members of the modelled error, such as `OriginalStatusCode`. */
  readonly members: Record<string, unknown>;

  constructor(name: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}

export const validationException = (message: string): AwsError => new AwsError('ValidationException', message);
