import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { msOf, type Queue } from './queues.ts';

export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export interface Message {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly sender: string;
  /** Milliseconds since the epoch. */
  readonly sent: number;
  /** Hidden until then: from its delay, or because somebody received it. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceived?: number;
  /** The receipt of the last receive: what deletes it. */
  readonly receipt?: string;
}

export const messages = (world: World): Table<Message> => world.store.table('sqs/messages');

/** A queue's messages, oldest first; what is past the retention period is forgotten. */
export function messagesOf(world: World, queue: Queue): Message[] {
  const oldest = world.clock.now() - msOf(queue, 'MessageRetentionPeriod');
  const own = messages(world)
    .values()
    .filter((message) => message.queue === queue.name);
  for (const { id } of own.filter(({ sent }) => sent <= oldest)) messages(world).delete(id);
  return own.filter(({ sent }) => sent > oldest).sort((a, b) => a.sent - b.sent);
}

export const isVisible = (world: World, { visibleAt }: Message): boolean => visibleAt <= world.clock.now();
