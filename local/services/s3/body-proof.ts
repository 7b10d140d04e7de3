import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import type { ChunkSignatures } from '../../signature/chunks.ts';
import { AwsError } from '../errors.ts';

/** What a request's signature says of its body. Nothing: the body is not signed (`UNSIGNED-PAYLOAD`, or a call in this process). */
export interface BodyProof {
  /** In hex, of the body as it comes over the wire. */
  readonly sha256?: string;
  /** For a body in signed chunks. */
  readonly chunks?: ChunkSignatures;
}

/** @throws XAmzContentSHA256Mismatch */
export function checkHash(expected: string | undefined, actual: string): void {
  if (expected === undefined || expected === actual) return;
  throw new AwsError('XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed.", 400, {
    ClientComputedContentSHA256: expected,
    S3ComputedContentSHA256: actual,
  });
}

/** Passes a body through and fails at its end where its hash is not the one that was signed: nothing is stored then. */
export class HashCheck extends Transform {
  readonly #hash = createHash('sha256');
  readonly #expected: string;

  constructor(expected: string) {
    super();
    this.#expected = expected;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    try {
      checkHash(this.#expected, this.#hash.digest('hex'));
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}
