import { createHash } from 'node:crypto';

/** sha256 in hex over the text of a value whose keys are sorted: the same value gives the same hash, whoever made it. */
export function hashOf(value: unknown): string {
  return textHash(canonical(value));
}

/** sha256 in hex of a text as it is. */
const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys; members that are undefined are left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : item,
  );
}

/** Keys `runs/<hash>.json`, where a run is found by its execution alone. */
export const executionHash = (executionArn: string): string => textHash(executionArn).slice(0, 32);

/** `20261121-032911-a1b2c3`: sorts by time, and is unique by the execution's ARN. `startedAt` is ISO 8601, UTC. */
export function runId(startedAt: string, executionArn: string): string {
  const digits = new Date(startedAt).toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${textHash(executionArn).slice(0, 6)}`;
}
