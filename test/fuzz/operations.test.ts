import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { handle } from '../../local/server/handle.ts';
import { makeRequest } from '../../local/server/request.ts';
import type { AnyOperation } from '../../local/services/operation.ts';
import { services } from '../../local/services/registry.ts';
import { inputSchema, inputs, tableSchema } from './inputs.ts';
import { type KnownWorld, known, knownWorld } from './known-world.ts';
import { runs } from './odd.ts';

const clients: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  logs: 'cloudwatch-logs',
  secretsmanager: 'secrets-manager',
  states: 'sfn',
};

/** `X-Amz-Target` prefixes: these services take any JSON, so their inputs may be of any type. */
const targets: Readonly<Record<string, string>> = {
  states: 'AWSStepFunctions',
  sagemaker: 'SageMaker',
  codebuild: 'CodeBuild_20161006',
  codecommit: 'CodeCommit_20150413',
  ssm: 'AmazonSSM',
  sqs: 'AmazonSQS',
  secretsmanager: 'secretsmanager',
  kms: 'TrentService',
  ecr: 'AmazonEC2ContainerRegistry_V20150921',
  events: 'AWSEvents',
  logs: 'Logs_20140328',
  cloudwatch: 'GraniteServiceVersion20100801',
};

/** Signatures are no subject here. */
const root = { arn: 'arn:aws:iam::000000000000:root' };
const worldsFault = new Set(['TypeError', 'RangeError', 'SyntaxError', 'URIError', 'ReferenceError']);

/** Answers of a fault of ours, and what failed in the background. */
function faultOf(status: number, body: string, { faults }: KnownWorld): string | undefined {
  const behind = faults.find((error) => error instanceof Error && worldsFault.has(error.name)) as Error | undefined;
  // 501 is said of what this world does not have.
  if ((status < 500 || status === 501) && !behind) return undefined;
  return `${status} ${body.slice(0, 300)}${behind ? `\n${behind.stack}` : ''}`;
}

type Send = (world: KnownWorld, operation: string, input: Record<string, unknown>) => Promise<{ status: number; body: string }>;

const asJson =
  (target: string): Send =>
  async ({ live }, operation, input) => {
    const headers = { 'x-amz-target': `${target}.${operation}`, 'content-type': 'application/x-amz-json-1.1' };
    const { status, body } = await handle(live, makeRequest({ method: 'POST', url: '/', headers, body: JSON.stringify(input) }), root);
    return { status, body: String(body) };
  };

/** By the SDK's own client, so that its serialization is the wire's; what it refuses to send never comes. */
const bySdk =
  (sdk: Record<string, unknown>): Send =>
  async ({ live }, operation, input) => {
    const answer = { status: 200, body: '' };
    const requestHandler = {
      handle: async ({ method, path, query, headers, body }: SdkRequest) => {
        const {
          status,
          headers: answered,
          body: content,
        } = await handle(live, makeRequest({ method, url: `${path}${queryText(query)}`, headers, body }), root);
        answer.status = status;
        const bytes = content instanceof Readable ? Buffer.concat(await content.toArray()) : Buffer.from(content ?? '');
        answer.body = bytes.toString();
        return { response: { statusCode: status, headers: answered, body: Readable.from(bytes.length > 0 ? [bytes] : []) } };
      },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      destroy: () => {},
    };
    const Client = Object.entries(sdk).find(([name]) => /^[A-Z]\w*Client$/.test(name) && !name.startsWith('__'))?.[1] as new (
      configuration: object,
    ) => {
      send(command: unknown): Promise<unknown>;
    };
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new Client({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
      requestHandler,
    });
    const Command = sdk[`${operation}Command`] as new (input: object) => unknown;
    await client.send(new Command(input)).catch(() => undefined);
    return answer;
  };

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

const queryText = (query: SdkRequest['query'] = {}): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value]
      .flat()
      .map((one) => (one === null || one === '' ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(one)}`)),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
};

/** A call that does not answer is as bad as one that ends the world. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 20 s')), 20_000);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

describe('every operation answers odd inputs with success or an error of the caller', () => {
  it.each(services.map(({ name, operations }) => ({ name, operations: operations as readonly AnyOperation[] })))(
    '$name',
    async ({ name, operations }) => {
      const target = targets[name];
      const sdk = name === 'kms' ? {} : ((await import(`@aws-sdk/client-${clients[name] ?? name}`)) as Record<string, unknown>);
      const send = target ? asJson(target) : bySdk(sdk);
      const calls = operations.flatMap((operation) => {
        const schema = inputSchema(sdk, operation.name) ?? (target ? tableSchema(operation.input) : undefined);
        return schema
          ? [inputs(schema, operation.input, known, target !== undefined).map((input) => [operation.name, input] as const)]
          : [];
      });
      let world = await knownWorld();
      let left = 20;
      let taken = 0;
      const check = async (sequence: (readonly [string, Record<string, unknown>])[]) => {
        for (const [operation, input] of sequence) {
          const { status, body } = await inTime(send(world, operation, input));
          if (status < 300) taken++;
          const fault = faultOf(status, body, world);
          world.faults.length = 0;
          if (fault) throw new Error(`${name} ${operation} ${JSON.stringify(input)}\n${fault}`);
        }
        if (--left > 0) return;
        left = 20;
        await world.close();
        world = await knownWorld();
      };
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(fc.oneof(...calls), { minLength: 1, maxLength: 3 }), check),
          runs(Math.max(30, 4 * operations.length)),
        );
        // Else nothing got beyond the door.
        expect(taken).toBeGreaterThan(0);
      } finally {
        await world.close();
      }
    },
    60_000 * Number(process.env.FUZZ_RUNS ?? 1),
  );
});
