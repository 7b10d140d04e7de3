import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { removeUpload, uploadOf } from './uploads.ts';

/** Gives an upload up and frees its parts. */
export const abortMultipartUpload = operation({
  name: 'AbortMultipartUpload',
  input: { Bucket: text(required), Key: text({ required: true, min: 1 }), UploadId: text(required) },
  run: (input, { world }) => {
    const bucket = bucketOf(world, input.Bucket);
    removeUpload(bucket, uploadOf(bucket, input.Key, input.UploadId).id);
    return {};
  },
});
