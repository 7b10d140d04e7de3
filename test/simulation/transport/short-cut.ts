import { Readable } from 'node:stream';
import { AwsError } from '../../../local/services/errors.ts';
import type { ServiceName } from '../../../local/services/operation.ts';
import type { Invocation } from '../functions/invocation.ts';
import { isPausedBefore, isRetried } from './retry.ts';

/** Answers a command from the world itself, under the function's role, with the attempts that the SDK makes. */
export async function shortCut(
  own: Invocation,
  service: ServiceName,
  operation: string,
  input: object,
): Promise<{ output: unknown; response: object }> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (service === 'sns') checkWords(input);
      const output = (await send(own, service, operation, input)) as Record<string, unknown>;
      return { output: service === 's3' && output?.Body ? { ...output, Body: await body(output.Body) } : (output ?? {}), response: {} };
    } catch (error) {
      const asSdk = error instanceof AwsError ? sdkError(error) : error;
      if (!isRetried(asSdk) || !(await isPausedBefore(attempt, own))) throw asSdk;
    }
  }
}

/** @throws URIError as the SDK does, which writes the parameters of SNS's query protocol into a URL's form */
function checkWords(input: object): void {
  for (const value of Object.values(input)) if (typeof value === 'string') encodeURIComponent(value);
}

/** A function that was cut does nothing more, and hears nothing. */
async function send(own: Invocation, service: ServiceName, operation: string, input: object): Promise<unknown> {
  if (own.dead) return new Promise(() => {});
  const answer = await own.live.world.call(service, operation, input, own.caller);
  return own.dead ? new Promise(() => {}) : answer;
}

/** What the SDK makes of an answer's body, as far as handlers use it. */
async function body(value: unknown) {
  const bytes = value instanceof Readable ? Buffer.concat(await value.toArray()) : Buffer.from(value as Uint8Array);
  return { transformToString: async () => bytes.toString('utf8'), transformToByteArray: async () => new Uint8Array(bytes) };
}

function sdkError({ name, message, status, members }: AwsError): Error {
  const error = new Error(message);
  error.name = name;
  return Object.assign(error, members, { $metadata: { httpStatusCode: status } });
}
