import { randomHex } from '../ids.ts';
import { required, text } from '../input.ts';
import { type CallContext, operation } from '../operation.ts';
import { type Bucket, bucketOf } from './buckets.ts';
import { checkWrite } from './conditions.ts';
import { notify } from './save.ts';

/** Removes an object; in a versioned bucket it only puts a delete marker before it. Missing keys are no error. */
export const deleteObject = operation({
  name: 'DeleteObject',
  input: { Bucket: text(required), Key: text({ required: true, min: 1 }), VersionId: text(), IfMatch: text() },
  run: (input, context) => {
    const bucket = bucketOf(context.world, input.Bucket);
    if (input.IfMatch !== undefined) checkWrite(bucket.objects.current(input.Key), input.Key, { IfMatch: input.IfMatch });
    return remove(context, bucket, input.Key, input.VersionId);
  },
});

/** What DeleteObject and DeleteObjects do for one key; answers S3's `DeleteMarker` and `VersionId`. */
export function remove(context: CallContext, bucket: Bucket, key: string, versionId?: string): { DeleteMarker?: true; VersionId?: string } {
  const { world } = context;
  const versions = bucket.objects.versions(key);
  if (versionId !== undefined) {
    const gone = versions.find((version) => version.versionId === versionId);
    if (gone)
      bucket.objects.commit(
        key,
        versions.filter((version) => version !== gone),
      );
    return { VersionId: versionId, ...(gone && gone.blob === undefined ? { DeleteMarker: true } : {}) };
  }
  if (!bucket.versioned) {
    const had = versions.some((version) => version.versionId === 'null');
    bucket.objects.commit(
      key,
      versions.filter((version) => version.versionId !== 'null'),
    );
    if (had) notify(context, bucket, key, 'Object Deleted', {}, { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });
    return {};
  }
  const marker = { versionId: randomHex(world.random, 32), size: 0, etag: '', lastModified: world.clock.now(), headers: {}, metadata: {} };
  bucket.objects.commit(key, [marker, ...versions]);
  const deleted = { 'version-id': marker.versionId };
  notify(context, bucket, key, 'Object Deleted', deleted, { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' });
  return { DeleteMarker: true, VersionId: marker.versionId };
}
