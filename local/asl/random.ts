import type { Host } from './environment.ts';

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The number that `$random(seed)` gives: AWS runs Java, whose Random(seed).nextDouble() is specified bit by bit. */
export function seededRandom(seed: number): number {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): bigint => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

/** A version 4 UUID drawn from the given random source, so that a seeded run repeats. */
export function uuid(random: Host['random']): string {
  const digit = (): string => Math.floor(random() * 16).toString(16);
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) =>
    c === 'x' ? digit() : (8 + Math.floor(random() * 4)).toString(16),
  );
}
