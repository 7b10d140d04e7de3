import { any, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { trailerChecksum } from './aws-chunked.ts';
import { bucketOf } from './buckets.ts';
import { checksumInput, requestedChecksum, verifyChecksum } from './checksum.ts';
import { keepPart } from './keep-part.ts';
import { checkMd5 } from './put-object.ts';
import { uploadOf } from './uploads.ts';

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
    const requested = requestedChecksum(input);
    const algorithm = requested.algorithm ?? upload.algorithm;
    const { etag, checksum } = await keepPart(world, bucket, upload, input.PartNumber, {
      body: input.Body,
      algorithm,
      check: (written) => {
        if (algorithm) verifyChecksum(algorithm, requested.expected ?? trailerChecksum(input.Body, algorithm), written.checksum as string);
        checkMd5(input.ContentMD5, written.md5);
      },
    });
    return { ETag: `"${etag}"`, ServerSideEncryption: 'AES256', ...(algorithm ? { [`Checksum${algorithm}`]: checksum } : {}) };
  },
});
