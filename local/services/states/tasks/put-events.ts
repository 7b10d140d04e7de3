import { sdkMetadata } from './envelope.ts';
import type { Integration } from './index.ts';
import { TaskFault } from './task-fault.ts';

interface Answer {
  readonly FailedEntryCount: number;
  readonly Entries: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

/** `events:putEvents`. A Detail that is no text is sent as its JSON text. */
export const putEvents: Integration = async (context) => {
  const entries = (context.input.Entries as Record<string, unknown>[]).map(({ Detail, ...rest }) => ({
    ...rest,
    Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail),
  }));
  const answer = await context.world.call<Answer>('events', 'PutEvents', { ...context.input, Entries: entries }, context.caller);
  const body = JSON.stringify(answer);
  if (answer.FailedEntryCount > 0) throw new TaskFault('EventBridge.FailedEntry', body);
  const output = JSON.stringify({ ...answer, ...sdkMetadata(context.world, body, {}, 'application/x-amz-json-1.1') });
  if (context.call.resource.pattern !== 'waitForTaskToken') return output;
  context.submitted(output);
  return undefined;
};
