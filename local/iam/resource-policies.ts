import { keyTable } from '../services/kms/keys.ts';
import { bucketTable } from '../services/s3/buckets.ts';
import { topicTable } from '../services/sns/topics.ts';
import type { World } from '../world.ts';
import { parsePolicy, type Statement } from './policy.ts';

/** The policy of the bucket, topic or key that an action is about, as far as it has one: both are asked besides the role's own. */
export function resourceStatements(world: World, resource: string): readonly Statement[] {
  const [, bucket] = /^arn:[^:]+:s3:::([^/]+)/.exec(resource) ?? [];
  const policy = bucket
    ? bucketTable(world).get(bucket)?.settings.BucketPolicy?.Policy
    : (topicTable(world).get(resource)?.attributes.Policy ?? keyTable(world).get(resource)?.policy);
  return typeof policy === 'string' ? parsePolicy(policy) : none;
}

const none: readonly Statement[] = [];
