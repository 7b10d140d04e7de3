import type { IncomingMessage } from 'node:http';
import { systemClock } from '../clock.ts';
import type { HttpRequest } from '../services/http.ts';
import { type Signable, sha256 } from '../signature/canonical.ts';
import { SignatureFault } from '../signature/fault.ts';
import { readSignature } from '../signature/read-signature.ts';
import { verify } from '../signature/verify.ts';
import type { Caller } from '../world.ts';
import type { LiveWorld } from './create-world.ts';
import type { KnownKey } from './keys.ts';
import { header } from './request.ts';

/** A request, and who made it where that is known: one of this process signs nothing that would have to be checked. */
export interface Asked {
  readonly request: HttpRequest;
  readonly live: LiveWorld;
  readonly known?: Caller;
}

/**
 * Checks the signature of a request to any service but S3, whose whole body is signed.
 * @param service its signing name
 * @throws SignatureFault
 */
export function authenticate(asked: Asked, service: string, body: Uint8Array): { caller: Caller; accessKeyId: string } {
  const { request, live, known } = asked;
  if (known) return { caller: known, accessKeyId: '' };
  const signable = signableOf(request);
  const signature = readSignature(signable);
  const { caller, secret } = keyFor(live, signature);
  const payloadHash = sha256(body);
  const announced = header(request, 'x-amz-content-sha256');
  if (announced !== undefined && announced !== payloadHash) throw new SignatureFault('mismatch');
  verify(signable, signature, { secret, payloadHash, service, now: systemClock.now(), mustSign: amzHeaders(request) });
  return { caller, accessKeyId: signature.accessKeyId };
}

/** @throws SignatureFault for a key that is not of this world, or whose session is another or over */
export function keyFor({ keyOf, world }: LiveWorld, signature: { accessKeyId: string; token?: string }): KnownKey {
  const key = keyOf(signature.accessKeyId);
  // Who has a token left over in the environment still means the key: a root's requests carry one in vain.
  if (!key || (key.token !== undefined && signature.token === undefined)) throw new SignatureFault('key');
  if (key.token !== undefined && key.token !== signature.token) throw new SignatureFault('token');
  if (key.expires !== undefined && key.expires <= world.clock.now()) throw new SignatureFault('token-expired');
  return key;
}

/** What of a request is signed, with the values of a repeated header in order. */
export function signableOf(request: HttpRequest): Signable {
  const { headersDistinct } = request as HttpRequest & Partial<IncomingMessage>;
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    header: (name) => headersDistinct?.[name]?.join(',') ?? header(request, name),
  };
}

/** The headers that change what a request means, which its signature must cover. */
export const amzHeaders = ({ headers }: HttpRequest): string[] => Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
