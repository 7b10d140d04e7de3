import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { msOf, needQueueByName, type Queue } from './queues.ts';
import { Shelf } from './shelf.ts';

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

/** Read by their ids; which there are, and in what order they come, {@link shelfOf} knows. */
const messages = (world: World): Table<Message> => world.store.table('sqs/messages', 'on disk');

const worlds = new WeakMap<World, Map<string, Shelf>>();

/** What lies in a queue now: what is past the retention period is forgotten. */
export function shelfOf(world: World, queue: Queue): Shelf {
  const shelf = shelvesOf(world).get(queue.name) ?? new Shelf();
  shelvesOf(world).set(queue.name, shelf);
  const now = world.clock.now();
  for (const id of shelf.expire(now, now - msOf(queue, 'MessageRetentionPeriod'))) messages(world).delete(id);
  return shelf;
}

/** Every message is read once, to know the order. */
function shelvesOf(world: World): Map<string, Shelf> {
  let shelves = worlds.get(world);
  if (shelves) return shelves;
  shelves = new Map();
  worlds.set(world, shelves);
  const found = messages(world)
    .keys()
    .flatMap((id) => messages(world).get(id) ?? [])
    .map(({ body: _onDisk, ...rest }) => rest);
  for (const message of found.sort((a, b) => a.sent - b.sent)) {
    const shelf = shelves.get(message.queue) ?? new Shelf();
    shelves.set(message.queue, shelf);
    shelf.put(message, world.clock.now());
  }
  return shelves;
}

const listeners = new WeakMap<World, Map<string, Set<() => void>>>();

/** Calls `listener` when a message comes into the queue, until the returned function is called. */
export function onArrival(world: World, queueName: string, listener: () => void): () => void {
  const all = listeners.get(world) ?? new Map<string, Set<() => void>>();
  listeners.set(world, all);
  const own = all.get(queueName) ?? new Set();
  all.set(queueName, own);
  own.add(listener);
  return () => void own.delete(listener);
}

/** Puts a message into its queue, or changes it there. On disk before this returns. */
export function putMessage(world: World, message: Message): void {
  messages(world).set(message.id, message);
  shelfOf(world, needQueueByName(world, message.queue)).put(message, world.clock.now());
  if (message.receives === 0) for (const listener of listeners.get(world)?.get(message.queue) ?? []) listener();
}

export function removeMessage(world: World, queue: Queue, id: string): void {
  shelfOf(world, queue).remove(id);
  messages(world).delete(id);
}

/** Undefined where it is gone. */
export const readMessage = (world: World, id: string): Message | undefined => messages(world).get(id);
