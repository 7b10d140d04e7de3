import { createHmac } from 'node:crypto';
import { decode, type Signable, splitTarget } from './canonical.ts';
import { SignatureFault } from './fault.ts';
import { isSame } from './verify.ts';

/** A presigned URL of S3's older kind (version 2), which boto3 still makes in us-east-1. */
export interface OlderSignature {
  readonly accessKeyId: string;
  readonly signature: string;
  /** Seconds since the epoch, as written. */
  readonly expires: string;
  readonly token?: string;
}

/** Undefined for a request that carries none. @throws SignatureFault for half of one */
export function readOlderSignature(request: Signable): OlderSignature | undefined {
  const query = new URLSearchParams(splitTarget(request.target)[1]);
  const accessKeyId = query.get('AWSAccessKeyId');
  if (accessKeyId === null || request.header('authorization') !== undefined) return undefined;
  const [signature, expires] = [query.get('Signature'), query.get('Expires')];
  if (!signature || !expires || !/^\d{1,12}$/.test(expires))
    throw new SignatureFault('incomplete', 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters');
  return { accessKeyId, signature, expires, token: query.get('x-amz-security-token') ?? undefined };
}

/**
 * Checks such a URL (S3 API Reference, "Signing and authenticating REST requests", query string alternative).
 * @param bucket of a host such as `bucket.localhost`
 * @throws SignatureFault
 */
export function verifyOlder(
  request: Signable,
  given: OlderSignature,
  headers: readonly string[],
  bucket: string | undefined,
  secret: string,
  now: number,
): void {
  if (now > Number(given.expires) * 1000)
    throw new SignatureFault('expired', 'Request has expired', {
      Expires: new Date(Number(given.expires) * 1000).toISOString().replace(/\.\d+/, ''),
      ServerTime: new Date(now).toISOString().replace(/\.\d+/, ''),
    });
  const [path, query] = splitTarget(request.target);
  const amz = new Map(headers.filter((name) => name.startsWith('x-amz-')).map((name) => [name, request.header(name) ?? '']));
  // Headers of the signing client travel as parameters: the session's token, a grant, metadata.
  for (const [name, value] of pairsOf(query)) if (name.toLowerCase().startsWith('x-amz-')) amz.set(name.toLowerCase(), value ?? '');
  const text = [
    request.method,
    request.header('content-md5') ?? '',
    request.header('content-type') ?? '',
    given.expires,
    ...[...amz].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value.trim()}`),
    `${bucket ? `/${bucket}` : ''}${path}${subResources(query)}`,
  ].join('\n');
  const expected = createHmac('sha1', secret).update(text, 'latin1').digest('base64');
  if (!isSame(given.signature, expected)) throw new SignatureFault('mismatch');
}

/** The parameters that belong to the resource. */
const resources = new Set(
  (
    'accelerate acl analytics cors delete inventory lifecycle location logging metrics notification partNumber policy replication ' +
    'defaultObjectAcl object-lock requestPayment restore select select-type storageClass tagging torrent uploadId uploads ' +
    'versionId versioning versions website ' +
    'response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires'
  ).split(' '),
);

function subResources(query: string): string {
  const chosen = pairsOf(query)
    .filter(([name]) => resources.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
  return chosen.length > 0 ? `?${chosen.join('&')}` : '';
}

const pairsOf = (query: string): [string, string | undefined][] =>
  query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value] = pair.split(/=(.*)/s);
      return [decode(name), value === undefined ? undefined : decode(value.replaceAll('+', ' '))];
    });
