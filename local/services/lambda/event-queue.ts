import type { Timer } from '../../clock.ts';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import type { FunctionReference } from './records.ts';

/** An event that Invoke has accepted and that has not ended: kept on disk, since AWS's queue outlives every machine too. */
export interface QueuedEvent {
  readonly requestId: string;
  readonly reference: FunctionReference;
  /** JSON text. */
  readonly payload: string;
  /** How often it has failed. An attempt that a kill cut short does not count: it is made again. */
  readonly failures: number;
  /** Milliseconds since the epoch: when it was accepted, and when it is to be tried (again). */
  readonly accepted: number;
  readonly due: number;
}

/** Only the ids are in memory: a flood of events must not fill it. */
export const eventTable = (world: World): Table<QueuedEvent> => world.store.table('lambda/asynchronous-events', 'on disk');

/** The order in which events run: function → ids of those that could run now, oldest first. Those that are due later have a timer. */
export class EventQueue {
  readonly #world: World;
  readonly #ready = new Map<string, Set<string>>();
  readonly #timers = new Map<string, Timer>();
  readonly #onReady: () => void;

  constructor(world: World, onReady: () => void) {
    this.#world = world;
    this.#onReady = onReady;
  }

  /** An event that waits from now on, until it is due and taken. */
  add({ requestId, reference: { name }, due }: QueuedEvent): void {
    const ms = due - this.#world.clock.now();
    if (ms <= 0) return void this.#makeReady(name, requestId);
    const timer = this.#world.clock.after(ms, () => {
      this.#timers.delete(requestId);
      this.#makeReady(name, requestId);
    });
    this.#timers.set(requestId, timer);
  }

  /** Takes the oldest event that is due of each function in turn, where `hasPlace` says that it could run. */
  take(hasPlace: (name: string) => boolean): string | undefined {
    for (const [name, ids] of this.#ready) {
      if (!hasPlace(name)) continue;
      const [id] = ids;
      this.#ready.delete(name);
      if (id !== undefined) ids.delete(id);
      if (ids.size > 0) this.#ready.set(name, ids); // now last: no function keeps another from its turn
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** Forgets the order; the events are on disk. */
  clear(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#ready.clear();
  }

  #makeReady(name: string, id: string): void {
    const ids = this.#ready.get(name) ?? new Set<string>();
    this.#ready.set(name, ids);
    ids.add(id);
    this.#onReady();
  }
}
