import { AwsError } from '../errors.ts';
import { any, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketTable, clearBucket } from './buckets.ts';

/** Makes an empty bucket. A bucket that is there is an error, except in us-east-1, where S3 answers 200 for one's own. */
export const createBucket = operation({
  name: 'CreateBucket',
  input: { Bucket: text(required), CreateBucketConfiguration: any() },
  run: ({ Bucket }, { world }) => {
    if (!/^(?!xn--|sthree-)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/.test(Bucket) || /^\d+\.\d+\.\d+\.\d+$/.test(Bucket)) {
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: Bucket });
    }
    const table = bucketTable(world);
    if (table.get(Bucket)) {
      if (world.region === 'us-east-1') return { Location: `/${Bucket}` };
      const message = 'Your previous request to create the named bucket succeeded and you already own it.';
      throw new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: Bucket });
    }
    clearBucket(world, Bucket);
    table.set(Bucket, { name: Bucket, created: new Date(world.clock.now()), settings: {} });
    return { Location: `/${Bucket}` };
  },
});
