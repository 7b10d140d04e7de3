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

/** A delete marker's in events: the MD5 of nothing. */
const emptyEtag = 'd41d8cd98f00b204e9800998ecf8427e';

/** What DeleteObject and DeleteObjects do for one key; answers S3's `DeleteMarker` and `VersionId`. */
export function remove(context: CallContext, bucket: Bucket, key: string, versionId?: string): { DeleteMarker?: true; VersionId?: string } {
  const { world } = context;
  const versions = bucket.objects.versions(key);
  const tell = (object: object, of: string, type: string) => {
    const named = { ...object, ...(bucket.versioned && { 'version-id': of }) };
    notify(context, bucket, key, 'Object Deleted', named, { reason: 'DeleteObject', 'deletion-type': type });
  };
  if (versionId !== undefined) {
    const gone = versions.find((version) => version.versionId === versionId);
    if (gone) {
      bucket.objects.commit(
        key,
        versions.filter((version) => version !== gone),
      );
      tell({}, gone.versionId, 'Permanently Deleted');
    }
    return { VersionId: versionId, ...(gone && gone.blob === undefined ? { DeleteMarker: true } : {}) };
  }
  if (!bucket.versioned) {
    const had = versions.some((version) => version.versionId === 'null');
    bucket.objects.commit(
      key,
      versions.filter((version) => version.versionId !== 'null'),
    );
    if (had) tell({}, 'null', 'Permanently Deleted');
    return {};
  }
  const marker = { versionId: randomHex(world.random, 32), size: 0, etag: '', lastModified: world.clock.now(), headers: {}, metadata: {} };
  bucket.objects.commit(key, [marker, ...versions]);
  tell({ etag: emptyEtag }, marker.versionId, 'Delete Marker Created');
  return { DeleteMarker: true, VersionId: marker.versionId };
}
