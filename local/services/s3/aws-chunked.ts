import { Transform, type TransformCallback } from 'node:stream';
import type { ChunkSignatures } from '../../signature/chunks.ts';
import { AwsError } from '../errors.ts';
import type { ChecksumAlgorithm } from './checksum.ts';

/**
 * Takes the framing off an `aws-chunked` body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n[<trailer>: <value>\r\n]\r\n`.
 * SDKs send it whenever the body is a stream; a server that misses it stores the frames. Chunks that were signed are checked.
 */
export class AwsChunkedDecoder extends Transform {
  /** Complete once the stream has ended: `x-amz-checksum-crc32` and the like. */
  readonly trailers: Record<string, string> = {};
  #state: 'size' | 'bytes' | 'gap' | 'trailer' | 'done' = 'size';
  #line = '';
  #left = 0;
  #signature: string | undefined;
  readonly #trailerLines: string[] = [];
  #total = 0;
  readonly #expected: number | undefined;
  readonly #signatures: ChunkSignatures | undefined;

  /** `expected` is `x-amz-decoded-content-length`. */
  constructor(expected?: number, signatures?: ChunkSignatures) {
    super();
    this.#expected = expected;
    this.#signatures = signatures;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      for (let at = 0; at < chunk.length; ) at = this.#state === 'bytes' ? this.#bytes(chunk, at) : this.#text(chunk, at);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    try {
      const whole = this.#state === 'done' || this.#state === 'trailer';
      if (!whole || (this.#expected !== undefined && this.#expected !== this.#total)) throw incomplete();
      if (this.#signatures?.signsTrailer) this.#signatures.trailer(this.#trailerLines, this.trailers['x-amz-trailer-signature']);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #bytes(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.push(chunk.subarray(at, end));
    this.#signatures?.update(chunk.subarray(at, end));
    this.#left -= end - at;
    this.#total += end - at;
    if (this.#left === 0) this.#endChunk('gap');
    return end;
  }

  #text(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(10, at);
    this.#line += chunk.toString('latin1', at, newline < 0 ? chunk.length : newline);
    if (this.#line.length > 16_384) throw incomplete();
    if (newline < 0) return chunk.length;
    const line = this.#line.replace(/\r$/, '');
    this.#line = '';
    this.#take(line);
    return newline + 1;
  }

  #take(line: string): void {
    if (this.#state === 'gap') {
      if (line !== '') throw incomplete();
      this.#state = 'size';
    } else if (this.#state === 'size') {
      const [, size, extension = ''] = /^([0-9a-fA-F]{1,8})(;.*)?$/.exec(line) ?? [];
      if (size === undefined) throw incomplete();
      this.#signature = /;chunk-signature=([0-9a-f]{64})$/.exec(extension)?.[1];
      this.#left = Number.parseInt(size, 16);
      if (this.#left > 0) this.#state = 'bytes';
      else this.#endChunk('trailer');
    } else if (this.#state === 'trailer') {
      const colon = line.indexOf(':');
      if (colon > 0) this.#takeTrailer(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
      else if (line === '') this.#state = 'done';
    }
  }

  #takeTrailer(name: string, value: string): void {
    this.trailers[name] = value;
    if (name !== 'x-amz-trailer-signature') this.#trailerLines.push(`${name}:${value}`);
  }

  #endChunk(next: 'gap' | 'trailer'): void {
    this.#signatures?.end(this.#signature);
    this.#state = next;
  }
}

/** The checksum that came after the body, if the body came in chunks with one. */
export function trailerChecksum(body: unknown, algorithm: ChecksumAlgorithm): string | undefined {
  return body instanceof AwsChunkedDecoder ? body.trailers[`x-amz-checksum-${algorithm.toLowerCase()}`] : undefined;
}

const incomplete = (): AwsError =>
  new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header.');
