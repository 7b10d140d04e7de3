import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when `header` is `sha256=` and the HMAC of exactly these bytes with the secret. Compared in constant time: how many digits are right
 * must not show. https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function isSigned(body: Uint8Array, header: string | undefined, secret: string): boolean {
  const [, digits] = /^sha256=([0-9a-f]{64})$/.exec(header ?? '') ?? [];
  if (digits === undefined) return false;
  return timingSafeEqual(Buffer.from(digits, 'hex'), createHmac('sha256', secret).update(body).digest());
}
