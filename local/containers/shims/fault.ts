/** What a stand-in tells the person who wrote the command; printed as it is, the process ends with `status`. */
export class ShimFault extends Error {
  override readonly name = 'ShimFault';
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}
