import type { World } from '../../world.ts';
import { randomHex } from '../ids.ts';
import type { CallContext } from '../operation.ts';
import { type Bucket, bucketArn } from './buckets.ts';
import type { ObjectVersion } from './objects.ts';

/**
 * The one place where an object comes into being: commits it and tells EventBridge. Nothing here waits, so that the
 * caller's check of conditions just before and the commit are one step.
 */
export function save(
  context: CallContext,
  bucket: Bucket,
  key: string,
  object: Omit<ObjectVersion, 'versionId' | 'lastModified'>,
  reason: string,
): ObjectVersion {
  const { world } = context;
  const versionId = bucket.versioned ? randomHex(world.random, 32) : 'null';
  const version = { ...object, versionId, lastModified: world.clock.now() };
  // A bucket without versioning (or not yet) has the one version "null", which a write replaces.
  const kept = bucket.objects.versions(key).filter((old) => old.versionId !== versionId);
  bucket.objects.commit(key, [version, ...kept]);
  notify(context, bucket, key, 'Object Created', { size: version.size, etag: version.etag, ...versionOf(bucket, version) }, { reason });
  return version;
}

/** Puts an event in `aws.s3`'s shape on the bus when the bucket's EventBridge configuration is on. */
export function notify(
  context: CallContext,
  bucket: Bucket,
  key: string,
  detailType: string,
  object: Record<string, unknown>,
  more: Record<string, unknown>,
): void {
  const { world, requestId } = context;
  if (!bucket.record.settings.BucketNotificationConfiguration?.EventBridgeConfiguration) return;
  const { name } = bucket.record;
  world.emit({
    source: 'aws.s3',
    detailType,
    resources: [bucketArn(world, name)],
    detail: {
      version: '0',
      bucket: { name },
      object: { key, ...object, sequencer: sequencer(world) },
      'request-id': requestId,
      requester: world.account,
      'source-ip-address': '127.0.0.1',
      ...more,
    },
  });
}

const last = new WeakMap<World, number>();

/** Sixteen hexadecimal digits that grow from event to event, also within one millisecond and over a restart. */
function sequencer(world: World): string {
  const next = Math.max(world.clock.now() * 4096, (last.get(world) ?? 0) + 1);
  last.set(world, next);
  return next.toString(16).toUpperCase().padStart(16, '0');
}

/** A new file name: random, and ending in the key's last segment for people who look into the folder. */
export function blobName(context: CallContext, key: string): string {
  const hint = key
    .split('/')
    .findLast(Boolean)
    ?.replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-80);
  return `${randomHex(context.world.random, 24)}-${hint ?? 'object'}`;
}

const versionOf = (bucket: Bucket, version: ObjectVersion) => (bucket.versioned ? { 'version-id': version.versionId } : {});
