import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { bare } from './head-object.ts';

/** Says whether a bucket is there. */
export const headBucket = operation({
  name: 'HeadBucket',
  input: { Bucket: text(required) },
  run: ({ Bucket }, { world }) => {
    bare(() => bucketOf(world, Bucket));
    return { BucketRegion: world.region, AccessPointAlias: false };
  },
});
