import { createHash } from 'node:crypto';
import { type Scope, scopeText, sha256 } from './canonical.ts';
import { SignatureFault } from './fault.ts';
import { hmac, signingKey } from './signing-key.ts';
import { isSame } from './verify.ts';

const nothing = sha256('');

/**
 * The chain of signatures of an `aws-chunked` body: each chunk's is made over the one before, the first over the headers'
 * (S3 API Reference, "Signature calculations for the authorization header: transferring payload in multiple chunks").
 */
export class ChunkSignatures {
  /** Whether the trailing headers are signed too. */
  readonly signsTrailer: boolean;
  readonly #sign: (kind: string, ...parts: string[]) => string;
  #before: string;
  #hash = createHash('sha256');

  /** `at`, `scope` and `signature` of the Authorization header. */
  constructor(secret: string, { at, scope, signature }: { at: string; scope: Scope; signature: string }, signsTrailer: boolean) {
    this.signsTrailer = signsTrailer;
    this.#before = signature;
    this.#sign = (kind, ...parts) =>
      hmac(signingKey(secret, scope), [`AWS4-HMAC-SHA256-${kind}`, at, scopeText(scope), this.#before, ...parts].join('\n')).toString(
        'hex',
      );
  }

  /** Takes bytes of the chunk that is under way. */
  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Ends the chunk and returns its signature. */
  sign(): string {
    this.#before = this.#sign('PAYLOAD', nothing, this.#hash.digest('hex'));
    this.#hash = createHash('sha256');
    return this.#before;
  }

  /** Returns the signature of the trailing headers: `name:value` each, as they came. */
  signTrailer(lines: readonly string[]): string {
    return this.#sign('TRAILER', sha256(lines.map((line) => `${line}\n`).join('')));
  }

  /** Ends the chunk. @throws SignatureFault `mismatch` */
  end(given: string | undefined): void {
    if (!isSame(given ?? '', this.sign())) throw new SignatureFault('mismatch');
  }

  /** @throws SignatureFault `mismatch` */
  trailer(lines: readonly string[], given: string | undefined): void {
    if (!isSame(given ?? '', this.signTrailer(lines))) throw new SignatureFault('mismatch');
  }
}
