import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { type ChecksumAlgorithm, hasher } from './checksum.ts';

export type Body = Readable | AsyncIterable<Uint8Array> | Uint8Array | string | undefined;

export interface WrittenBlob {
  readonly size: number;
  readonly md5: Buffer;
  /** Base64, when an algorithm was asked for. */
  readonly checksum?: string;
}

/** Below this an object is read at once; above, its file stays open for the stream. */
const SMALL = 64 * 1024;

/** Streams a body into a file, hashing on the way. A body that fails leaves no file. */
export async function writeBlob(file: string, body: Body, algorithm?: ChecksumAlgorithm): Promise<WrittenBlob> {
  const { count, written } = counter(algorithm);
  try {
    if (isWhole(body)) {
      writeFileSync(file, count(bytesOf(body)));
    } else {
      const counted = async function* (chunks: AsyncIterable<Uint8Array | string>) {
        for await (const chunk of chunks) yield count(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      };
      // Opened first: a body that fails at once would be outlived by an opening that makes the file after its removal.
      await pipeline(body, counted, (await open(file, 'w')).createWriteStream());
    }
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
  return written();
}

/** The same into memory. */
export async function holdBlob(body: Body, algorithm?: ChecksumAlgorithm): Promise<WrittenBlob & { readonly bytes: Uint8Array }> {
  const { count, written } = counter(algorithm);
  const bytes = isWhole(body) ? bytesOf(body) : await buffer(body);
  count(bytes);
  return { bytes, ...written() };
}

const isWhole = (body: Body) => body === undefined || typeof body === 'string' || body instanceof Uint8Array;

const bytesOf = (body: Uint8Array | string | undefined) => (typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array()));

function counter(algorithm: ChecksumAlgorithm | undefined) {
  const md5 = createHash('md5');
  const sum = algorithm && hasher(algorithm);
  let size = 0;
  return {
    count: (chunk: Uint8Array) => {
      size += chunk.length;
      md5.update(chunk);
      sum?.update(chunk);
      return chunk;
    },
    written: (): WrittenBlob => ({ size, md5: md5.digest(), checksum: sum?.digest().toString('base64') }),
  };
}

/** The bytes `start` to `end` of a file, both included, as a stream that outlives the file's removal. */
export async function readBlob(path: string, start: number, end: number): Promise<Readable> {
  if (end < start) return Readable.from([]);
  const file = await open(path);
  if (end - start >= SMALL) return file.createReadStream({ start, end });
  try {
    const bytes = Buffer.alloc(end - start + 1);
    await file.read(bytes, 0, bytes.length, start);
    return Readable.from([bytes], { objectMode: false });
  } finally {
    await file.close();
  }
}
