import { createHash } from 'node:crypto';

/** What a signature is made over. Texts are Latin-1, one character a byte, as Node reads them off the wire. */
export interface Signable {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  /** A header's values in order, joined by commas; undefined: not sent. */
  header(name: string): string | undefined;
}

/** Where a signature holds: `20261209/us-east-1/s3/aws4_request`. */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export const scopeText = ({ date, region, service }: Scope): string => `${date}/${region}/${service}/aws4_request`;

export const sha256 = (content: string | Uint8Array): string =>
  (typeof content === 'string' ? createHash('sha256').update(content, 'latin1') : createHash('sha256').update(content)).digest('hex');

/** Forms the request that Signature Version 4 hashes (IAM User Guide, "Create a signed AWS API request", steps 1 to 3). */
export function stringToSign(
  request: Signable,
  scope: Scope,
  at: string,
  signedHeaders: readonly string[],
  payloadHash: string,
  leftOut?: string,
): string {
  const [path, query] = splitTarget(request.target);
  const canonical = [
    request.method,
    canonicalPath(path, scope.service),
    canonicalQuery(query, leftOut),
    ...signedHeaders.map((name) => `${name}:${(request.header(name) ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ];
  return ['AWS4-HMAC-SHA256', at, scopeText(scope), sha256(canonical.join('\n'))].join('\n');
}

export function splitTarget(target: string): [path: string, query: string] {
  const at = target.indexOf('?');
  return at < 0 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

/** S3's keys may hold `//` and `..` and are encoded once; all other services fold such paths and encode what is encoded already. */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return encode(decode(path), true);
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return encode(`/${parts.join('/')}${parts.length > 0 && path.endsWith('/') ? '/' : ''}`, true);
}

/** Names and values encoded in one way, sorted by name, then by value. */
function canonicalQuery(query: string, leftOut: string | undefined): string {
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [name, value].map((text) => encode(decode(text.replaceAll('+', ' ')))) as [string, string];
    })
    .filter(([name]) => name !== leftOut);
  return pairs
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map((pair) => pair.join('='))
    .join('&');
}

/** `%C3` → the character of that byte. */
export const decode = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** AWS's UriEncode, byte by byte. */
const encode = (text: string, isPath = false): string =>
  text.replace(isPath ? /[^A-Za-z0-9\-._~/]/g : /[^A-Za-z0-9\-._~]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
