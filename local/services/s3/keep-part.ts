import { rmSync } from 'node:fs';
import type { World } from '../../world.ts';
import { randomHex } from '../ids.ts';
import { type Body, type WrittenBlob, writeBlob } from './blobs.ts';
import type { Bucket } from './buckets.ts';
import type { ChecksumAlgorithm } from './checksum.ts';
import { invalidArgument } from './errors.ts';
import { addPart, type Part, partPath, type Upload } from './uploads.ts';

/** Writes one part of an upload, sent or copied; one of the same number is replaced. Nothing is left of a part that `check` throws for. */
export async function keepPart(
  world: World,
  bucket: Bucket,
  upload: Upload,
  number: number,
  content: { readonly body: Body; readonly algorithm?: ChecksumAlgorithm; check?(written: WrittenBlob): void },
): Promise<Part> {
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', String(number));
  const blob = `blob-${number}-${randomHex(world.random, 16)}`;
  const path = partPath(bucket, upload.id, blob);
  const written = await writeBlob(path, content.body, content.algorithm);
  try {
    content.check?.(written);
    const { size, checksum } = written;
    const part = { number, blob, size, etag: written.md5.toString('hex'), checksum, lastModified: world.clock.now() };
    addPart(bucket, upload.id, part);
    return part;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  }
}
