import { delay } from '../../../local/clock.ts';
import type { Invocation } from '../functions/invocation.ts';
import { hashed } from '../random.ts';

/** The SDK's own: three attempts, full jitter from 100 ms, twice as long each time (retries, "standard mode"). */
const attempts = 3;
const baseMs = 100;

const throttles = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'ProvisionedThroughputExceededException',
]);
const transient = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException', 'ECONNRESET']);

/** Whether the SDK tries again what failed so. */
export function isRetried(error: unknown): boolean {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  return throttles.has(name) || transient.has(name) || status === 429 || [500, 502, 503, 504].includes(status);
}

/** Waits before the next attempt; false when there is none. The pause depends on the function and its time alone: both transports wait as long. */
export async function isPausedBefore(attempt: number, { live, name }: Invocation): Promise<boolean> {
  if (attempt >= attempts) return false;
  const { clock } = live.world;
  const jitter = hashed(`${name} ${attempt}`, clock.now() | 0) / 2 ** 32;
  await delay(clock, Math.floor(jitter * baseMs * 2 ** attempt));
  return true;
}

interface Token {
  readonly count: number;
  getRetryCount(): number;
  getRetryDelay(): number;
}

const token = (count: number): Token => ({ count, getRetryCount: () => count, getRetryDelay: () => 0 });

/** The same for the SDK's retry middleware: it waits here, on the world's clock, and not in a timer of its own. */
export const seededRetries = (own: Invocation) => ({
  mode: 'standard',
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async ({ count }: Token, { error }: { readonly error?: unknown }) => {
    if (!isRetried(error) || !(await isPausedBefore(count + 1, own))) throw new Error('No attempt is left');
    return token(count + 1);
  },
  recordSuccess: () => {},
});
