import type { CallContext } from '../operation.ts';
import { type Bucket, bucketArn } from './buckets.ts';
import { noSuchKey, noSuchVersion } from './errors.ts';
import type { ObjectVersion } from './objects.ts';

/**
 * The object a read names. A role that may not list the bucket must not learn that a key is missing, so S3 answers
 * AccessDenied on s3:ListBucket then; this is how a first run's read of its state fails without that right.
 * @throws NoSuchKey, NoSuchVersion, AccessDenied
 */
export function find(context: CallContext, bucket: Bucket, key: string, versionId?: string): ObjectVersion {
  const version =
    versionId === undefined ? bucket.objects.current(key) : bucket.objects.versions(key).find((v) => v.versionId === versionId && v.blob);
  if (version) return version;
  const { world, caller } = context;
  if (caller.roleArn) world.authorize(caller.roleArn, 's3:ListBucket', bucketArn(world, bucket.record.name));
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}
