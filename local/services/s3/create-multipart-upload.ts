import { randomHex } from '../ids.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { attributes, attributesInput } from './attributes.ts';
import { bucketOf } from './buckets.ts';
import { checksumInput, requestedChecksum } from './checksum.ts';
import { createUpload } from './uploads.ts';

/** Begins an upload in parts, as clients do above some megabytes. */
export const createMultipartUpload = operation({
  name: 'CreateMultipartUpload',
  input: { Bucket: text(required), Key: text({ required: true, min: 1 }), ChecksumType: text(), ...attributesInput, ...checksumInput },
  run: (input, { world }) => {
    const bucket = bucketOf(world, input.Bucket);
    const id = randomHex(world.random, 32);
    const { algorithm } = requestedChecksum(input);
    // CRC64NVME exists for whole objects only; the others default to the checksum of checksums.
    const whole = algorithm === 'CRC64NVME' || input.ChecksumType === 'FULL_OBJECT';
    const checksumType = algorithm && (whole ? ('FULL_OBJECT' as const) : ('COMPOSITE' as const));
    createUpload(bucket, { id, key: input.Key, algorithm, checksumType, ...attributes(input) });
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: id,
      ServerSideEncryption: 'AES256',
      ...(algorithm ? { ChecksumAlgorithm: algorithm, ChecksumType: checksumType } : {}),
    };
  },
});
