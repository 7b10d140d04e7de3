import { AwsError } from '../services/errors.ts';
import type { FaultKind, SignatureFault } from './fault.ts';

/** How a protocol tells of a fault. `json` has an error's name in the body, `query` in XML, `rest` in a header. */
export type Dialect = 'json' | 'query' | 'rest' | 's3';

interface Words {
  readonly name: string;
  /** In place of the fault's own detail. */
  readonly text?: string;
}

const invalidToken = 'The security token included in the request is invalid.';
const expiredToken = 'The security token included in the request is expired';
const doesNotMatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** The names of the JSON services; Query's (STS, IAM, SNS, CloudFormation) are the older ones without `Exception`. */
const common: Readonly<Record<FaultKind, { readonly json: string; readonly query: string; readonly text?: string }>> = {
  missing: { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken', text: 'Missing Authentication Token' },
  incomplete: { json: 'IncompleteSignatureException', query: 'IncompleteSignature' },
  algorithm: { json: 'IncompleteSignatureException', query: 'IncompleteSignature' },
  key: { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId', text: invalidToken },
  token: { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId', text: invalidToken },
  'token-expired': { json: 'ExpiredTokenException', query: 'ExpiredToken', text: expiredToken },
  scope: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  unsigned: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  skew: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  expired: { json: 'RequestExpired', query: 'RequestExpired' },
  'not-yet': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch' },
  mismatch: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch', text: doesNotMatch },
};

/** S3's own, with their statuses (S3 API Reference, "Error responses"). */
const ofS3: Readonly<Record<FaultKind, Words & { readonly status: number }>> = {
  missing: { name: 'AccessDenied', status: 403, text: 'Access Denied' },
  incomplete: { name: 'AuthorizationHeaderMalformed', status: 400 },
  algorithm: {
    name: 'InvalidRequest',
    status: 400,
    text: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  },
  key: { name: 'InvalidAccessKeyId', status: 403, text: 'The AWS Access Key Id you provided does not exist in our records.' },
  token: { name: 'InvalidToken', status: 400, text: 'The provided token is malformed or otherwise invalid.' },
  'token-expired': { name: 'ExpiredToken', status: 400, text: 'The provided token has expired.' },
  scope: { name: 'AuthorizationHeaderMalformed', status: 400 },
  unsigned: { name: 'AccessDenied', status: 403, text: 'There were headers present in the request which were not signed' },
  skew: {
    name: 'RequestTimeTooSkewed',
    status: 403,
    text: 'The difference between the request time and the current time is too large.',
  },
  expired: { name: 'AccessDenied', status: 403, text: 'Request has expired' },
  'not-yet': { name: 'AccessDenied', status: 403, text: 'Request is not valid yet' },
  mismatch: {
    name: 'SignatureDoesNotMatch',
    status: 403,
    text: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
};

/** The fault as AWS answers it in that protocol. */
export function awsErrorOf({ kind, message, members }: SignatureFault, dialect: Dialect): AwsError {
  if (dialect === 's3') {
    const { name, status, text = message } = ofS3[kind];
    if (kind !== 'incomplete' && kind !== 'scope') return new AwsError(name, text, status, members);
    if (/^(Query-string|X-Amz-)/.test(text)) return new AwsError('AuthorizationQueryParametersError', text, status, members);
    return new AwsError(name, `The authorization header is malformed; ${text}`, status, members);
  }
  const { json, query, text = message } = common[kind];
  if (kind === 'algorithm') return named(`Unsupported AWS 'algorithm': '${message}' (only AWS4-HMAC-SHA256 for now). `);
  return named(text);

  function named(words: string): AwsError {
    const status = dialect === 'json' && kind !== 'missing' ? 400 : kind === 'incomplete' || kind === 'algorithm' ? 400 : 403;
    return new AwsError(dialect === 'query' ? query : json, words, status);
  }
}
