import { rmSync } from 'node:fs';
import { randomHex } from '../ids.ts';
import { any, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { trailerChecksum } from './aws-chunked.ts';
import { writeBlob } from './blobs.ts';
import { bucketOf } from './buckets.ts';
import { checksumInput, requestedChecksum, verifyChecksum } from './checksum.ts';
import { invalidArgument } from './errors.ts';
import { checkMd5 } from './put-object.ts';
import { addPart, partPath, uploadOf } from './uploads.ts';

/** Stores one part of an upload; a part sent again replaces the one before. */
export const uploadPart = operation({
  name: 'UploadPart',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    UploadId: text(required),
    PartNumber: number(required),
    Body: any(),
    ContentMD5: text(),
    ...checksumInput,
  },
  run: async (input, { world }) => {
    const bucket = bucketOf(world, input.Bucket);
    const upload = uploadOf(bucket, input.Key, input.UploadId);
    const { PartNumber } = input;
    if (!Number.isInteger(PartNumber) || PartNumber < 1 || PartNumber > 10_000) {
      throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive', 'partNumber', String(PartNumber));
    }
    const requested = requestedChecksum(input);
    const algorithm = requested.algorithm ?? upload.algorithm;
    const blob = `blob-${PartNumber}-${randomHex(world.random, 16)}`;
    const path = partPath(bucket, upload.id, blob);
    const written = await writeBlob(path, input.Body, algorithm);
    try {
      if (algorithm) verifyChecksum(algorithm, requested.expected ?? trailerChecksum(input.Body, algorithm), written.checksum as string);
      checkMd5(input.ContentMD5, written.md5);
      const etag = written.md5.toString('hex');
      addPart(bucket, upload.id, {
        number: PartNumber,
        blob,
        size: written.size,
        etag,
        checksum: written.checksum,
        lastModified: world.clock.now(),
      });
      return { ETag: `"${etag}"`, ServerSideEncryption: 'AES256', ...(algorithm ? { [`Checksum${algorithm}`]: written.checksum } : {}) };
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
  },
});
