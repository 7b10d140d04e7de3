import type { Clock } from '../../../lambdas/shared/clock.ts';

// biome-ignore lint/suspicious/noExplicitAny: each operation has its own input.
type Input = any;
type Answer = (input: Input) => unknown;

/** An error as an SDK client throws it. */
export function awsError(name: string, message = name, members: object = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: {}, ...members });
}

/**
 * AWS as far as one handler's test needs it, behind the clients' `send`: S3 objects for real (ETags, conditions, listing), everything else
 * as the test says. An operation that a test did not expect throws.
 */
export class FakeAws {
  readonly objects = new Map<string, { body: string; etag: string }>();
  readonly #answers = new Map<string, Answer>();
  readonly #calls: { operation: string; input: Input }[] = [];
  #writes = 0;

  /** Stands for any client. */
  readonly client = {
    send: async (command: { input: object }): Promise<unknown> => {
      const operation = command.constructor.name.replace(/Command$/, '');
      const input = command.input as Input;
      this.#calls.push({ operation, input });
      const answer = this.#answers.get(operation) ?? s3[operation]?.(this);
      if (!answer) throw new Error(`the test expects no ${operation}: ${JSON.stringify(input)}`);
      return answer(input);
    },
  } as never;

  on(operation: string, answer: Answer | object): this {
    this.#answers.set(operation, typeof answer === 'function' ? (answer as Answer) : () => answer);
    return this;
  }

  /** The inputs of the calls of an operation, in order. */
  calls<T = Record<string, unknown>>(operation: string): T[] {
    return this.#calls.filter((call) => call.operation === operation).map(({ input }) => input as T);
  }

  put(bucket: string, key: string, body: unknown): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    this.objects.set(`${bucket}/${key}`, { body: text, etag: `"${++this.#writes}"` });
  }

  /** The JSON of an object; undefined where there is none. */
  json<T = Record<string, unknown>>(bucket: string, key: string): T | undefined {
    const found = this.objects.get(`${bucket}/${key}`);
    return found && (JSON.parse(found.body) as T);
  }
}

const at = ({ Bucket, Key }: Input) => `${Bucket}/${Key}`;

const s3: Readonly<Record<string, (aws: FakeAws) => Answer>> = {
  GetObject: (aws) => (input) => {
    const found = aws.objects.get(at(input));
    if (!found) throw awsError('NoSuchKey', 'The specified key does not exist.');
    const bytes = new TextEncoder().encode(found.body);
    return { Body: { transformToString: async () => found.body, transformToByteArray: async () => bytes }, ETag: found.etag };
  },
  HeadObject: (aws) => (input) => {
    if (!aws.objects.has(at(input))) throw awsError('NotFound', 'UnknownError');
    return {};
  },
  PutObject: (aws) => (input) => {
    const there = aws.objects.get(at(input));
    const { IfMatch, IfNoneMatch, Bucket, Key, Body } = input as {
      IfMatch?: string;
      IfNoneMatch?: string;
      Bucket: string;
      Key: string;
      Body: string;
    };
    if ((IfNoneMatch && there) || (IfMatch !== undefined && there?.etag !== IfMatch))
      throw awsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    aws.put(Bucket, Key, Body);
    return {};
  },
  ListObjectsV2:
    (aws) =>
    ({ Bucket, Prefix, MaxKeys = 1000 }) => {
      const keys = [...aws.objects].filter(([key]) => key.startsWith(`${Bucket}/${Prefix}`));
      const Contents = keys.map(([key, { body, etag }]) => ({ Key: key.slice(`${Bucket}/`.length), ETag: etag, Size: body.length }));
      return { Contents: Contents.sort((a, b) => (a.Key < b.Key ? -1 : 1)).slice(0, MaxKeys) };
    },
};

/** A clock that stands still until it is told or waited on. */
export class FakeClock implements Clock {
  ms = Date.parse('2026-11-21T12:00:00.000Z');
  #last = 0;

  now(): number {
    return this.ms;
  }

  async delay(ms: number): Promise<void> {
    this.ms += ms;
  }

  unique(): string {
    return `unique-${++this.#last}`;
  }
}
