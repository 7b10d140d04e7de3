import type { Timer } from '../../clock.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { onArrival, shelfOf } from '../sqs/messages.ts';
import { queues } from '../sqs/queues.ts';
import { type EventSourceMapping, mappings } from './event-source-mappings.ts';
import { runBatch } from './queue-batch.ts';

/** How long a poller leaves a queue alone that it could not read. */
const pauseMs = 10_000;
/** Batches of one mapping at a time where it names no number; AWS begins with as many pollers. */
const usualConcurrency = 5;

const pollers = new WeakMap<World, Map<string, Poller>>();

/** Hands the queue's messages to the function from now on, as the mapping says now. */
export function pollQueue(world: World, mapping: EventSourceMapping): void {
  stopPolling(world, mapping.uuid);
  if (!mapping.enabled) return;
  const all = pollers.get(world) ?? new Map<string, Poller>();
  pollers.set(world, all);
  all.set(mapping.uuid, new Poller(world, mapping));
}

export function stopPolling(world: World, uuid: string): void {
  pollers.get(world)?.get(uuid)?.stop();
  pollers.get(world)?.delete(uuid);
}

/** Once every service has started. */
export function pollAll(world: World): void {
  for (const mapping of mappings(world).values()) pollQueue(world, mapping);
}

/** Before functions end. */
export function stopAllPolling(world: World): void {
  for (const uuid of [...(pollers.get(world)?.keys() ?? [])]) stopPolling(world, uuid);
}

/** Waits for messages without asking: the queue tells of each that comes, and when hidden ones show is known. */
class Poller {
  readonly #world: World;
  readonly #mapping: EventSourceMapping;
  readonly #forget: () => void;
  /** The window of the batch that gathers, or the time at which there may be one. */
  #timer: { readonly at: number; readonly handle: Timer } | undefined;
  #running = 0;
  #stopped = false;

  constructor(world: World, mapping: EventSourceMapping) {
    this.#world = world;
    this.#mapping = mapping;
    this.#forget = onArrival(world, mapping.queueName, () => this.#look());
    this.#look();
  }

  stop(): void {
    this.#stopped = true;
    this.#forget();
    this.#timer?.handle.cancel();
    this.#timer = undefined;
  }

  /** Begins a batch where one is full, or lets the first message wait for others. */
  #look(): void {
    const { batchSize, windowSeconds, queueName } = this.#mapping;
    const queue = queues(this.#world).get(queueName);
    if (this.#stopped || !queue) return;
    const shelf = shelfOf(this.#world, queue);
    const now = this.#world.clock.now();
    const next = shelf.nextVisibleAt();
    if (shelf.visibleCount >= batchSize) this.#begin();
    else if (shelf.visibleCount > 0) this.#at(now + windowSeconds * 1000, () => this.#begin());
    else if (next !== undefined) this.#at(next, () => this.#look());
  }

  /** Keeps the earliest time: a window is not prolonged by what comes during it. */
  #at(time: number, run: () => void): void {
    if (this.#timer && this.#timer.at <= time) return;
    this.#timer?.handle.cancel();
    const handle = this.#world.clock.after(time - this.#world.clock.now(), () => {
      this.#timer = undefined;
      run();
    });
    handle.unref?.();
    this.#timer = { at: time, handle };
  }

  #begin(): void {
    if (this.#stopped || this.#running >= (this.#mapping.maximumConcurrency ?? usualConcurrency)) return;
    this.#timer?.handle.cancel();
    this.#timer = undefined;
    this.#running++;
    const { name } = this.#mapping.reference;
    this.#world.background(`batch of ${this.#mapping.queueName} for ${name}`, this.#batch());
  }

  async #batch(): Promise<void> {
    try {
      const { isFull } = await runBatch(this.#world, this.#mapping);
      this.#running--;
      if (isFull) this.#begin();
      else this.#look();
    } catch (error) {
      this.#running--;
      if (!this.#stopped) this.#at(this.#world.clock.now() + pauseMs, () => this.#look());
      // A service that is busy is asked again; all else somebody should hear of.
      if (!(error instanceof AwsError) || error.status < 429) throw error;
    }
  }
}
