import { timingSafeEqual } from 'node:crypto';
import { type Signable, stringToSign } from './canonical.ts';
import { SignatureFault } from './fault.ts';
import { msOf, type Signature } from './read-signature.ts';
import { amzDate } from './sign.ts';
import { hmac, signingKey } from './signing-key.ts';

/** How far the clocks of client and service may be apart (all services). */
export const maxSkew = 15 * 60 * 1000;

export interface Against {
  readonly secret: string;
  /** SHA-256 of the body in hex, or what S3 takes in its place (`UNSIGNED-PAYLOAD`, `STREAMING-…`). */
  readonly payloadHash: string;
  /** The signing name of the service that is asked. */
  readonly service: string;
  /** Milliseconds since the epoch, on this machine's clock: signers know no other. */
  readonly now: number;
  /** Headers that must be signed if they are there, besides `host`. */
  readonly mustSign: readonly string[];
}

/**
 * Checks that a signature is this secret's over this request, and of now.
 * @throws SignatureFault
 */
export function verify(request: Signable, signature: Signature, against: Against): void {
  const { scope, at, signedHeaders, form } = signature;
  if (scope.service !== against.service)
    throw new SignatureFault('scope', `Credential should be scoped to correct service: '${against.service}'. `);
  if (scope.date !== at.slice(0, 8)) {
    const days = `'${scope.date}' != '${at.slice(0, 8)}', from '${at}'.`;
    throw new SignatureFault('scope', `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ${days}`);
  }
  checkHeaders(signedHeaders, against.mustSign);
  checkTime(signature, against.now);
  const leftOut = form === 'query' ? 'X-Amz-Signature' : undefined;
  const text = stringToSign(request, scope, at, signedHeaders, against.payloadHash, leftOut);
  if (!isSame(signature.signature, hmac(signingKey(against.secret, scope), text).toString('hex'))) throw new SignatureFault('mismatch');
}

/** Compares in a time that does not tell how much was right. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function checkHeaders(signedHeaders: readonly string[], mustSign: readonly string[]): void {
  if (!signedHeaders.includes('host'))
    throw new SignatureFault('unsigned', "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", {
      HeadersNotSigned: 'host',
    });
  const unsigned = mustSign.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  const text = unsigned.map((name) => `'${name}' must be a 'SignedHeader' in the AWS Authorization.`).join(' ');
  throw new SignatureFault('unsigned', text, { HeadersNotSigned: unsigned.join(', ') });
}

function checkTime({ form, at, expires }: Signature, now: number): void {
  const signedAt = msOf(at);
  if (signedAt - now > maxSkew) {
    const text = `Signature not yet current: ${at} is still later than ${amzDate(now + maxSkew)} (${amzDate(now)} + 15 min.)`;
    throw new SignatureFault(form === 'query' ? 'not-yet' : 'skew', text, times(at, now));
  }
  // A presigned URL without X-Amz-Expires is one of services that ask for none: it lives as long as a header.
  const life = form === 'query' && expires !== undefined ? expires * 1000 : maxSkew;
  if (now - signedAt <= life) return;
  const text = `Signature expired: ${at} is now earlier than ${amzDate(now - life)} (${amzDate(now)} - ${life / 60_000} min.)`;
  if (form === 'header') throw new SignatureFault('skew', text, times(at, now));
  const until = { 'X-Amz-Expires': String(life / 1000), Expires: iso(signedAt + life), ServerTime: iso(now) };
  throw new SignatureFault('expired', 'Request has expired', until);
}

const iso = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, '');
const times = (at: string, now: number) => ({ RequestTime: at, ServerTime: iso(now), MaxAllowedSkewMilliseconds: String(maxSkew) });
