import { type Scope, scopeText, sha256, stringToSign } from './canonical.ts';
import { hmac, signingKey } from './signing-key.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ToSign {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent, or for S3 alone `UNSIGNED-PAYLOAD`. */
  readonly body?: string | Uint8Array;
  readonly keys: Keys;
  readonly region: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** `2026-12-09T10:15:00.123Z` → `20261209T101500Z` */
export const amzDate = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');

/** Signs a request with Signature Version 4: its headers, and those that carry the signature. For our own programs that have no SDK. */
export function signed({ method, url, headers, body, keys, region, service, now }: ToSign): Record<string, string> {
  const at = amzDate(now);
  const scope: Scope = { date: at.slice(0, 8), region, service };
  const hash = headers['x-amz-content-sha256'] ?? sha256(Buffer.from(body ?? ''));
  const all: Record<string, string> = { host: url.host, ...headers, 'x-amz-date': at };
  if (keys.sessionToken) all['x-amz-security-token'] = keys.sessionToken;
  const names = Object.keys(all).sort();
  const request = { method, target: url.pathname + url.search, header: (name: string) => all[name] };
  const signature = hmac(signingKey(keys.secretAccessKey, scope), stringToSign(request, scope, at, names, hash)).toString('hex');
  const credential = `${keys.accessKeyId}/${scopeText(scope)}`;
  return { ...all, authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}` };
}
