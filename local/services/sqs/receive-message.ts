import type { World } from '../../world.ts';
import { randomHex } from '../ids.ts';
import { list, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { md5, md5OfAttributes } from './checksum.ts';
import { isVisible, type Message, messages, messagesOf } from './messages.ts';
import { measure } from './metrics.ts';
import { msOf, needQueue } from './queues.ts';

/** Hands out messages and hides them for the visibility timeout. Answers at once: `WaitTimeSeconds` (long polling) is taken for 0. */
export const receiveMessage = operation({
  name: 'ReceiveMessage',
  input: {
    QueueUrl: text(required),
    MaxNumberOfMessages: number({ integer: true, min: 1, max: 10 }),
    VisibilityTimeout: number({ integer: true, min: 0, max: 43_200 }),
    WaitTimeSeconds: number({ integer: true, min: 0, max: 20 }),
    AttributeNames: list(text()),
    MessageSystemAttributeNames: list(text()),
    MessageAttributeNames: list(text()),
    ReceiveRequestAttemptId: text(),
  },
  run: (input, { world }) => {
    const queue = needQueue(world, input.QueueUrl);
    const now = world.clock.now();
    const hiddenMs = input.VisibilityTimeout === undefined ? msOf(queue, 'VisibilityTimeout') : input.VisibilityTimeout * 1000;
    const visible = messagesOf(world, queue).filter((message) => isVisible(world, message));
    const received = visible.slice(0, input.MaxNumberOfMessages ?? 1).map((message): Message => {
      const receipt = `${message.id}.${randomHex(world.random, 32)}`;
      const { receives, firstReceived = now } = message;
      return { ...message, visibleAt: now + hiddenMs, receives: receives + 1, firstReceived, receipt };
    });
    if (received.length === 0) return {};
    for (const message of received) messages(world).set(message.id, message);
    measure(world, queue.name);
    const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    return { Messages: received.map((message) => view(world, message, system, input.MessageAttributeNames ?? [])) };
  },
});

function view(world: World, message: Message, system: readonly string[], wanted: readonly string[]) {
  const all = {
    SenderId: message.sender.endsWith(':root') ? world.account : message.sender,
    SentTimestamp: String(message.sent),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceived),
  };
  const Attributes = chosen(all, system);
  const MessageAttributes = chosen(message.attributes, wanted);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Attributes && { Attributes }),
    ...(MessageAttributes && { MessageAttributes, MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) }),
  };
}

/** By name, `All`, `.*` or `prefix.*`. */
function chosen<T>(all: Readonly<Record<string, T>>, wanted: readonly string[]): Record<string, T> | undefined {
  const isWanted = (name: string) =>
    wanted.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  const entries = Object.entries(all).filter(([name]) => isWanted(name));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
