import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf, bucketTable, clearBucket } from './buckets.ts';

/** Removes a bucket that holds no object, no old version and no delete marker. */
export const deleteBucket = operation({
  name: 'DeleteBucket',
  input: { Bucket: text(required) },
  run: ({ Bucket }, { world }) => {
    const { objects, versioned } = bucketOf(world, Bucket);
    if (!objects.empty) {
      const hint = versioned ? ' You must delete all versions in the bucket.' : '';
      throw new AwsError('BucketNotEmpty', `The bucket you tried to delete is not empty.${hint}`, 409, { BucketName: Bucket });
    }
    bucketTable(world).delete(Bucket);
    clearBucket(world, Bucket);
    return {};
  },
});
