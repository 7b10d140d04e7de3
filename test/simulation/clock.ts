import type { Clock, Timer } from '../../local/clock.ts';

interface Pending {
  readonly at: number;
  /** Timers of one moment ring in the order in which they were set. */
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Where every simulated run begins: a Monday morning, so that timelines of different seeds are easy to lay side by side. */
export const startOfTime = Date.UTC(2026, 0, 5, 8);

/**
 * Time that passes only at quiescence: when every promise that can go on without time has done so, the earliest timer rings, one at a time.
 * So nothing sleeps, and one seed has one timeline.
 */
export class SimulatedClock implements Clock {
  #now: number;
  #set = 0;
  /** Timers that rang so far. */
  steps = 0;
  /** A binary heap by time, then by order. */
  readonly #heap: Pending[] = [];

  constructor(start = startOfTime) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const pending: Pending = { at: this.#now + Math.max(0, ms), order: this.#set++, run, cancelled: false };
    this.#push(pending);
    return {
      cancel: () => {
        pending.cancelled = true;
      },
    };
  }

  /**
   * Lets time pass until `done` holds or no timer is left. `step` is called after each thing that ran to quiescence. Gives whether `done` held.
   */
  async run(done: () => boolean, step: () => void): Promise<boolean> {
    for (;;) {
      await quiescence();
      step();
      if (done()) return true;
      const next = this.#pop();
      if (!next) return false;
      this.#now = next.at;
      this.steps += 1;
      next.run();
    }
  }

  #push(pending: Pending): void {
    const heap = this.#heap;
    let index = heap.push(pending) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isBefore(heap[parent] as Pending, pending)) break;
      heap[index] = heap[parent] as Pending;
      index = parent;
    }
    heap[index] = pending;
  }

  /** The earliest that was not cancelled. */
  #pop(): Pending | undefined {
    for (let first = this.#popFirst(); first; first = this.#popFirst()) if (!first.cancelled) return first;
    return undefined;
  }

  #popFirst(): Pending | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Pending, heap[child] as Pending)) child += 1;
      if (isBefore(last, heap[child] as Pending)) break;
      heap[index] = heap[child] as Pending;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

const isBefore = (a: Pending, b: Pending): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Every promise chain and nextTick that can go on has done so: Node runs an immediate after all of them. */
const quiescence = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
