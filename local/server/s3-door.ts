import { systemClock } from '../clock.ts';
import { AwsError } from '../services/errors.ts';
import type { HttpRequest } from '../services/http.ts';
import type { BodyProof } from '../services/s3/body-proof.ts';
import { handleS3 } from '../services/s3/http.ts';
import { addressOf } from '../services/s3/http-address.ts';
import { ChunkSignatures } from '../signature/chunks.ts';
import { readOlderSignature, verifyOlder } from '../signature/older.ts';
import { readSignature, type Signature } from '../signature/read-signature.ts';
import { verify } from '../signature/verify.ts';
import type { Caller } from '../world.ts';
import { type Asked, amzHeaders, keyFor, signableOf } from './authenticate.ts';
import { sandboxed } from './browser.ts';
import { signerOf } from './caller.ts';
import type { Door } from './doors.ts';
import { header, urlOf } from './request.ts';

/** S3 in its own wire format. Its paths look like anybody's, so the signature (or the presigned URL's) tells that it is meant. */
export const s3Door: Door = {
  opens: (request) => signerOf(request)?.service === 's3',
  answer: async (visit) => sandboxed(await handleS3(visit.request, visit.live.world, () => authenticateS3(visit), visit.requestId)),
};

/** @throws SignatureFault, AwsError */
function authenticateS3({ request, live, known }: Asked): { caller: Caller; proof: BodyProof } {
  if (known) return { caller: known, proof: {} };
  const signable = signableOf(request);
  const now = systemClock.now();
  const older = readOlderSignature(signable);
  if (older) {
    const { caller, secret } = keyFor(live, older);
    verifyOlder(signable, older, Object.keys(request.headers), addressOf(request).hostBucket, secret, now);
    return { caller, proof: {} };
  }
  const signature = readSignature(signable);
  const { caller, secret } = keyFor(live, signature);
  const payloadHash = announcedHash(request, signature);
  verify(signable, signature, { secret, payloadHash, service: 's3', now, mustSign: amzHeaders(request) });
  if (signature.form === 'query') readHeadersOfQuery(request);
  return { caller, proof: proofOf(payloadHash, signature, secret) };
}

function announcedHash(request: HttpRequest, { form }: Signature): string {
  const query = form === 'query' ? (urlOf(request).searchParams.get('X-Amz-Content-Sha256') ?? undefined) : undefined;
  const hash = query ?? header(request, 'x-amz-content-sha256') ?? (form === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
  if (hash === undefined) throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  if (/^[0-9a-f]{64}$/.test(hash) || known.has(hash)) return hash;
  const words = `x-amz-content-sha256 must be ${[...known].join(', ')} or a valid sha256 value.`;
  throw new AwsError('InvalidArgument', words, 400, { ArgumentName: 'x-amz-content-sha256', ArgumentValue: hash });
}

/** What stands in place of a body's hash. */
const known = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

function proofOf(payloadHash: string, signature: Signature, secret: string): BodyProof {
  if (payloadHash.startsWith('STREAMING-AWS4-'))
    return { chunks: new ChunkSignatures(secret, signature, payloadHash.endsWith('-TRAILER')) };
  return known.has(payloadHash) ? {} : { sha256: payloadHash };
}

/** In a presigned URL the parameters `x-amz-…` are what the headers of that name are elsewhere: metadata, checksums, a copy's source. */
function readHeadersOfQuery(request: HttpRequest): void {
  for (const [name, value] of urlOf(request).searchParams) {
    const header = name.toLowerCase();
    if (/^x-amz-(?!algorithm|credential|date|expires|signature|signedheaders|security-token|content-sha256)/.test(header))
      request.headers[header] ??= value;
  }
}
