import { AwsError } from '../errors.ts';
import { any, text } from '../input.ts';
import { operation } from '../operation.ts';
import { invokeLater } from './asynchronous.ts';
import { withinConcurrency } from './concurrency.ts';
import { functionName } from './members.ts';
import { poolOf } from './pools.ts';
import { needFunction, readFunctionName } from './records.ts';
import { versionOf } from './version-of.ts';

/** Lambda quotas: 6 MB in and out, 1 MB for asynchronous events. */
const maxSync = 6 * 1024 * 1024;
const maxAsync = 1024 * 1024;

export const invoke = operation({
  name: 'Invoke',
  input: {
    FunctionName: functionName,
    InvocationType: text({ of: ['RequestResponse', 'Event', 'DryRun'] }),
    LogType: text({ of: ['None', 'Tail'] }),
    ClientContext: text(),
    Payload: any(),
    Qualifier: text(),
  },
  run: async (input, { world, requestId }) => {
    const reference = readFunctionName(input.FunctionName, input.Qualifier);
    const record = needFunction(world, reference);
    const asynchronous = input.InvocationType === 'Event';
    const event = readPayload(input.Payload as Uint8Array | string | undefined, asynchronous ? maxAsync : maxSync);
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (asynchronous) {
      invokeLater(world, reference, requestId, event);
      return { StatusCode: 202, Payload: new Uint8Array() };
    }
    const version = versionOf(world, record);
    const invocation = { requestId, event, functionArn: version.arn, ...(input.ClientContext && { clientContext: input.ClientContext }) };
    const { payload, failed, log } = await withinConcurrency(world, record.name, () => poolOf(world).invoke(version, invocation));
    const tail = Buffer.from(log.join('\n')).subarray(-4096).toString('base64');
    return {
      StatusCode: 200,
      ExecutedVersion: record.version,
      ...(input.LogType === 'Tail' && { LogResult: tail }),
      ...answer(payload, failed),
    };
  },
});

/** @throws AwsError for a payload that is no JSON, or too large */
function readPayload(payload: Uint8Array | string | undefined, max: number): string {
  if (payload === undefined || payload.length === 0) return '{}';
  const size = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  if (size > max)
    throw new AwsError(
      'RequestTooLargeException',
      `${size} byte payload is too large for the ${max === maxAsync ? 'Event' : 'RequestResponse'} invocation type (limit ${max} bytes)`,
      413,
    );
  const event = typeof payload === 'string' ? payload : Buffer.from(payload).toString('utf8');
  try {
    JSON.parse(event);
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: Could not parse payload into json: ${(error as Error).message}`,
    );
  }
  return event;
}

function answer(payload: string, failed: boolean) {
  const size = Buffer.byteLength(payload);
  if (!failed && size <= maxSync) return { Payload: new Uint8Array(Buffer.from(payload)) };
  const tooLarge = {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${maxSync} bytes).`,
  };
  return { FunctionError: 'Unhandled', Payload: new Uint8Array(Buffer.from(failed ? payload : JSON.stringify(tooLarge))) };
}
