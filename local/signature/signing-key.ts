import { createHmac } from 'node:crypto';
import type { Scope } from './canonical.ts';

export const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text, 'latin1').digest();

/** Derived keys by what they are derived from: one serves all requests of a day, and deriving it costs four times a signature. */
const derived = new Map<string, Buffer>();

/** The key that signs within a scope (IAM User Guide, "Derive a signing key"). */
export function signingKey(secret: string, { date, region, service }: Scope): Buffer {
  const name = [secret, date, region, service].join('\n');
  const known = derived.get(name);
  if (known) return known;
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
  if (derived.size >= 1000) derived.clear();
  derived.set(name, key);
  return key;
}
