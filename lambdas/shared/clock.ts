import { randomUUID } from 'node:crypto';

/** Time and chance, as arguments: cores are tested with their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves `ms` milliseconds from now. */
  delay(ms: number): Promise<void>;
  /** A string never given before. */
  unique(): string;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  delay: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
  unique: () => randomUUID(),
};

/** A moment as the contract writes it. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** Whole and tenths of seconds between two moments; 0 where one is unknown or the clocks disagree. */
export function secondsBetween(start: Date | undefined, end: Date | undefined): number {
  if (!start || !end) return 0;
  return Math.max(0, Math.round((end.getTime() - start.getTime()) / 100) / 10);
}
