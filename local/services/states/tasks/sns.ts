import { sdkMetadata } from './envelope.ts';
import type { Integration } from './index.ts';

/** `sns:publish`. A Message that is no text is sent as its JSON text. */
export const publish: Integration = async (context) => {
  const { Message, ...rest } = context.input;
  const text = typeof Message === 'string' ? Message : JSON.stringify(Message);
  const answer = await context.world.call<object>('sns', 'Publish', { ...rest, Message: text }, context.caller);
  const output = JSON.stringify({ ...answer, ...sdkMetadata(context.world, JSON.stringify(answer), {}, 'text/xml') });
  if (context.call.resource.pattern !== 'waitForTaskToken') return output;
  context.submitted(output);
  return undefined;
};
