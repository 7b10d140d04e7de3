import { setTimeout as sleep } from 'node:timers/promises';

/** The command line's time: it follows executions on AWS as well, where there is no local world to take a clock from. */
export interface CliClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts: waiting is never in the way of Ctrl+C. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export const cliClock: CliClock = {
  now: () => Date.now(),
  wait: async (ms, signal) => {
    try {
      await sleep(ms, undefined, signal ? { signal } : undefined);
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
    }
  },
};
