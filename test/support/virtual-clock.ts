import type { Clock, Timer } from '../../local/clock.ts';

interface Pending {
  readonly at: number;
  readonly run: () => void;
}

/**
 * Time that passes only when nothing else is left to do: `run` lets all promises settle, then jumps to the next timer.
 * Timers due at the same time run in the order in which they were set, all before any promise goes on: they are one instant.
 */
export class VirtualClock implements Clock {
  #now: number;
  #timers: Pending[] = [];

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, ms), run };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  /** Timers set and neither run nor cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass until `done` holds, or until there is no timer left. Gives whether `done` holds. */
  async run(done: () => boolean = () => false): Promise<boolean> {
    for (;;) {
      await settle();
      if (done()) return true;
      if (!this.#fireNext()) return false;
    }
  }

  /** Lets `ms` pass, running what is due on the way. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    while (this.#timers.some((timer) => timer.at <= until)) {
      this.#fireNext();
      await settle();
    }
    this.#now = until;
  }

  #fireNext(): boolean {
    const next = this.#timers.reduce<Pending | undefined>(
      (first, timer) => (first === undefined || timer.at < first.at ? timer : first),
      undefined,
    );
    if (!next) return false;
    this.#now = next.at;
    for (const timer of this.#timers.filter(({ at }) => at === next.at)) {
      // Cancelled by one that ran before it.
      if (!this.#timers.includes(timer)) continue;
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
    return true;
  }
}

/** Quiescence: every promise chain that can go on without time or I/O has done so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
