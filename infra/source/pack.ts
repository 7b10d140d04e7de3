import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate';
import type { ManifestEntry } from '../../lambdas/contract/manifest.ts';
import { type SourceFile, unreadable } from './files.ts';

/** A file as it was packed. */
export interface PackedFile extends ManifestEntry {
  /** Bytes, before compression. */
  readonly size: number;
}

const chunkBytes = 2 ** 20;

/**
 * Writes the files of a folder as a zip and hashes them on the way: one read, a chunk at a time, whatever their size. The zip depends on
 * names, contents and modes only.
 * @throws Error naming a file that cannot be read
 */
export function pack(root: string, files: readonly SourceFile[], zipFile: string): PackedFile[] {
  const out = openSync(zipFile, 'w');
  try {
    const zip = new Zip((error, bytes) => {
      if (error) throw error;
      writeSync(out, bytes);
    });
    const packed = files.map((file) => packFile(root, file, zip));
    zip.end();
    return packed;
  } finally {
    closeSync(out);
  }
}

function packFile(root: string, { path, executable }: SourceFile, zip: Zip): PackedFile {
  // Of the mode only what people mean by it: others differ with the umask. 1980 is the earliest time a zip can hold, given in local time.
  const attrs = (executable ? 0o100755 : 0o100644) << 16;
  const entry = { filename: path, compression: 8, size: 0, crc: 0, os: 3, attrs, mtime: '1980-01-01T00:00:00' } as ZipInputFile;
  zip.add(entry);
  const hash = createHash('sha256');
  const input = open(root, path);
  const buffer = Buffer.allocUnsafe(chunkBytes);
  try {
    for (;;) {
      const chunk = buffer.subarray(0, readSync(input, buffer));
      const isLast = chunk.length === 0;
      hash.update(chunk);
      entry.crc = crc32(chunk, entry.crc);
      entry.size += chunk.length;
      // Chunks that are flushed and not finished join to one stream: zlib has no synchronous one, and a CDK construct cannot wait.
      const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
      entry.ondata?.(null, deflateRawSync(chunk, { finishFlush }), isLast);
      if (isLast) break;
    }
  } finally {
    closeSync(input);
  }
  return { path, executable, size: entry.size, sha256: hash.digest('hex') };
}

function open(root: string, path: string): number {
  try {
    return openSync(join(root, path), 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
}
