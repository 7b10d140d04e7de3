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

export const systemRandom: Random = () => Math.random();

/** Resolves `ms` milliseconds from now on the given clock. */
export function delay(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
