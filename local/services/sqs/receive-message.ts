import type { World } from '../../world.ts';
import { randomHex } from '../ids.ts';
import { list, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { md5, md5OfAttributes } from './checksum.ts';
import { type Message, putMessage, readMessage, removeMessage, shelfOf } from './messages.ts';
import { measure } from './metrics.ts';
import { msOf, nameInUrl, needQueue, type Queue, queues, redriveOf } from './queues.ts';

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
    const received = takeVisible(world, queue, input.MaxNumberOfMessages ?? 1).map((message): Message => {
      const receipt = `${message.id}.${randomHex(world.random, 32)}`;
      const { receives, firstReceived = now } = message;
      return { ...message, visibleAt: now + hiddenMs, receives: receives + 1, firstReceived, receipt };
    });
    if (received.length === 0) {
      measure(world, queue.name);
      return {};
    }
    for (const message of received) putMessage(world, message);
    measure(world, queue.name);
    const system = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
    return { Messages: received.map((message) => view(world, message, system, input.MessageAttributeNames ?? [])) };
  },
});

/** The first messages that could be received. One that was received as often as it may be goes to the dead-letter queue instead. */
function takeVisible(world: World, queue: Queue, most: number): Message[] {
  const redrive = redriveOf(queue);
  const target = redrive && queues(world).get(nameInUrl(redrive.deadLetterTargetArn.replaceAll(':', '/')));
  const taken: Message[] = [];
  while (taken.length < most) {
    const ids = shelfOf(world, queue).visible(most).slice(taken.length);
    if (ids.length === 0) return taken;
    for (const id of ids) {
      const message = readMessage(world, id);
      if (!message) removeMessage(world, queue, id);
      else if (target && redrive && message.receives >= redrive.maxReceiveCount) moveTo(world, queue, target, message);
      else taken.push(message);
    }
  }
  return taken.slice(0, most);
}

/** As SQS does: the message keeps its id, and the time of its retention. */
function moveTo(world: World, from: Queue, { name }: Queue, message: Message): void {
  removeMessage(world, from, message.id);
  const { receipt: _receipt, firstReceived: _first, ...kept } = message;
  putMessage(world, { ...kept, queue: name, receives: 0, visibleAt: world.clock.now() });
  measure(world, name);
}

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
