import { delay } from '../../../local/clock.ts';
import { invocation } from '../functions/invocation.ts';
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

/** Waits before the next attempt; false when there is none. The pause depends on the call alone, so that both transports wait as long. */
export async function isPausedBefore(attempt: number, call: string): Promise<boolean> {
  if (attempt >= attempts) return false;
  const { live, name } = invocation();
  const jitter = hashed(`${name} ${call} ${attempt}`, live.world.clock.now() | 0) / 2 ** 32;
  await delay(live.world.clock, Math.floor(jitter * baseMs * 2 ** attempt));
  return true;
}

interface Token {
  readonly count: number;
  getRetryCount(): number;
  getRetryDelay(): number;
}

const token = (count: number): Token => ({ count, getRetryCount: () => count, getRetryDelay: () => 0 });

/** The same for the SDK's retry middleware: it waits here, on the world's clock, and not in a timer of its own. */
export const seededRetries = {
  mode: 'standard',
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async ({ count }: Token, { error }: { readonly error?: unknown }) => {
    if (!isRetried(error) || !(await isPausedBefore(count + 1, 'call'))) throw new Error('No attempt is left');
    return token(count + 1);
  },
  recordSuccess: () => {},
};
