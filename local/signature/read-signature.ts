import { createHash } from 'node:crypto';
import { type Scope, type Signable, splitTarget } from './canonical.ts';
import { SignatureFault } from './fault.ts';
import { amzDate } from './sign.ts';

/** A signature of version 4, taken apart. */
export interface Signature {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: Scope;
  /** In lower case, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261209T101500Z` */
  readonly at: string;
  readonly token?: string;
  /** Seconds that a presigned URL is good for. */
  readonly expires?: number;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** Seven days: the longest life of a presigned URL. */
const maxExpires = 604_800;

/**
 * Reads the signature of a request, from its Authorization header or from a presigned URL's query.
 * @throws SignatureFault `missing`, `incomplete` or `algorithm`
 */
export function readSignature(request: Signable): Signature {
  const authorization = request.header('authorization');
  if (authorization !== undefined) return fromHeader(request, authorization);
  const query = new URLSearchParams(splitTarget(request.target)[1]);
  if ([...query.keys()].some((name) => /^X-Amz-(Algorithm|Credential|Signature)$/.test(name))) return fromQuery(query);
  throw new SignatureFault('missing');
}

function fromHeader(request: Signable, authorization: string): Signature {
  const [given = '', ...rest] = authorization.trim().split(/\s+/);
  if (given !== algorithm) throw new SignatureFault('algorithm', given.length < 40 && rest.length > 0 ? given : shown(authorization));
  const parts = new Map(
    rest
      .join(' ')
      .split(/[,\s]+/)
      .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] as const),
  );
  const lacking = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name));
  const at = timeOf(request);
  const faults = [
    ...lacking.map((name) => `Authorization header requires '${name}' parameter.`),
    ...(at === undefined ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."] : []),
  ];
  if (at === undefined || faults.length > 0) throw new SignatureFault('incomplete', [...faults, shown(authorization)].join(' '));
  return {
    form: 'header',
    ...readCredential(parts.get('Credential') ?? ''),
    signedHeaders: (parts.get('SignedHeaders') ?? '').toLowerCase().split(';'),
    signature: parts.get('Signature') ?? '',
    at,
    token: request.header('x-amz-security-token'),
  };
}

/** Nothing that could be a password comes back in an error: AWS too shows only a hash of the header. */
const shown = (authorization: string) =>
  `(Hashed with SHA-256 and encoded with Base64) Authorization=${createHash('sha256').update(authorization).digest('base64')}`;

function timeOf(request: Signable): string | undefined {
  const [given, plain] = [request.header('x-amz-date'), request.header('date')];
  if (given !== undefined) return /^\d{8}T\d{6}Z$/.test(given) && !Number.isNaN(msOf(given)) ? given : undefined;
  const ms = Date.parse(plain ?? '');
  return Number.isNaN(ms) ? undefined : amzDate(ms);
}

function fromQuery(query: URLSearchParams): Signature {
  const names = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];
  const [given, credential = '', signature = '', at = '', headers = '', life] = names.map(
    (name) => query.get(`X-Amz-${name}`) ?? undefined,
  );
  if (given !== undefined && given !== algorithm) throw new SignatureFault('algorithm', given);
  const lacking = [given, credential, signature, at, headers].some((value) => !value);
  if (lacking)
    throw new SignatureFault(
      'incomplete',
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  if (!/^\d{8}T\d{6}Z$/.test(at) || Number.isNaN(msOf(at)))
    throw new SignatureFault('incomplete', "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  if (life !== undefined && !/^-?\d+$/.test(life)) throw new SignatureFault('incomplete', 'X-Amz-Expires should be a number');
  const expires = life === undefined ? undefined : Number(life);
  if (expires !== undefined && expires < 0) throw new SignatureFault('incomplete', 'X-Amz-Expires must be non-negative');
  if (expires !== undefined && expires > maxExpires)
    throw new SignatureFault(
      'incomplete',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    );
  const token = query.get('X-Amz-Security-Token') ?? undefined;
  return { form: 'query', ...readCredential(credential), signedHeaders: headers.toLowerCase().split(';'), signature, at, token, expires };
}

/** The key may hold slashes, the scope after it may not. */
function readCredential(credential: string): { accessKeyId: string; scope: Scope } {
  const [, accessKeyId, date, region, service] = /^(.+)\/([^/]+)\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  if (accessKeyId && date && region && service) return { accessKeyId, scope: { date, region, service } };
  throw new SignatureFault('incomplete', 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".');
}

/** `20261209T101500Z` → milliseconds since the epoch; NaN for no time. */
export const msOf = (at: string): number => Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
