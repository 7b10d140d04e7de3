import { sdkMetadata } from './envelope.ts';
import type { Integration, TaskContext } from './index.ts';
import { TaskFault } from './task-fault.ts';

interface Answer {
  readonly StatusCode: number;
  readonly ExecutedVersion?: string;
  readonly FunctionError?: string;
  readonly Payload?: Uint8Array;
}

/** A Task whose Resource is a function's ARN: input and output are the bare payloads. */
export const invokeByArn: Integration = async (context) => {
  const { arn } = context.call.resource;
  const answer = await callFunction(context, { FunctionName: arn, Payload: new TextEncoder().encode(context.call.input.text) });
  return payloadText(answer);
};

/** `lambda:invoke`, with and without a task token. */
export const invoke: Integration = async (context) => {
  const { FunctionName, Payload, ...rest } = context.input;
  const answer = await callFunction(context, { FunctionName, ...rest, Payload: requestBody(Payload) });
  const text = payloadText(answer);
  const version = answer.ExecutedVersion ?? '$LATEST';
  const headers = { 'X-Amz-Executed-Version': version, 'x-amzn-Remapped-Content-Length': '0' };
  const envelope = {
    ExecutedVersion: version,
    Payload: JSON.parse(text),
    ...sdkMetadata(context.world, text, headers),
    StatusCode: answer.StatusCode,
  };
  const output = JSON.stringify(envelope);
  if (context.call.resource.pattern !== 'waitForTaskToken') return output;
  context.submitted(output);
  return undefined;
};

/** A text is sent as it is: `"\"x\""` reaches the function as `x`. No payload and null reach it as `{}`. */
function requestBody(payload: unknown): Uint8Array {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? {});
  return new TextEncoder().encode(text);
}

async function callFunction(context: TaskContext, input: object): Promise<Answer> {
  const answer = await context.world.call<Answer>('lambda', 'Invoke', { InvocationType: 'RequestResponse', ...input }, context.caller);
  if (answer.FunctionError) throw functionFault(payloadText(answer));
  return answer;
}

/** The function's own error: its type is the error's name, the whole payload the cause. */
function functionFault(payload: string): TaskFault {
  const { errorType } = (JSON.parse(payload) ?? {}) as { errorType?: string };
  if (errorType) return new TaskFault(errorType, payload);
  const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`;
  return new TaskFault('Lambda.Unknown', cause);
}

const payloadText = (answer: Answer): string => (answer.Payload?.length ? new TextDecoder().decode(answer.Payload) : 'null');
