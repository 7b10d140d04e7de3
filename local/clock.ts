import { randomFillSync } from 'node:crypto';

/** The one place of the local world that reads the machine's time, sets timers or draws random numbers. */
export interface Timer {
  cancel(): void;
  /** Lets the process end before it fires. A clock without processes has none. */
  unref?(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now. */
  after(ms: number, run: () => void): Timer;
}

/** A number in [0, 1), as Math.random gives. */
export type Random = () => number;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const handle = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    return { cancel: () => clearTimeout(handle), unref: () => void handle.unref() };
  },
};

/** Drawn beforehand: a call for each number would cost more than the number. */
const drawn = new Uint32Array(2048);
let used = drawn.length;

/** Random numbers that nobody can guess from others: session tokens, registry passwords and subscriptions' tokens are made of them. */
export const systemRandom: Random = () => {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  const [high, low] = [drawn[used] as number, drawn[used + 1] as number];
  used += 2;
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
};

/** Resolves `ms` milliseconds from now on the given clock. */
export function delay(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
