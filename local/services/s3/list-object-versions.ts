import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';

/** Every version and delete marker, keys in byte order and newest first, in pages of at most 1000: what emptying a bucket goes by. */
export const listObjectVersions = operation({
  name: 'ListObjectVersions',
  input: {
    Bucket: text(required),
    Prefix: text(),
    MaxKeys: number({ integer: true, min: 1 }),
    KeyMarker: text(),
    VersionIdMarker: text(),
  },
  run: (input, { world }) => {
    const { objects } = bucketOf(world, input.Bucket);
    const { Prefix = '', KeyMarker, VersionIdMarker } = input;
    const limit = Math.min(input.MaxKeys ?? 1000, 1000);
    const [lastId, nextId] = VersionIdMarker?.split(BESIDE) ?? [];
    const all = objects
      .keys()
      .filter((key) => key.startsWith(Prefix) && (KeyMarker === undefined || Buffer.compare(Buffer.from(key), Buffer.from(KeyMarker)) >= 0))
      .flatMap((Key) => objects.versions(Key).map((version, index) => ({ Key, version, IsLatest: index === 0 })));
    const placeOf = (id: string | undefined) => all.findIndex(({ Key, version }) => Key === KeyMarker && version.versionId === id);
    const [at, next] = [placeOf(lastId), placeOf(nextId)];
    // A marker that names no version (both may be gone by now) is past its whole key.
    const rest =
      KeyMarker === undefined
        ? all
        : at >= 0
          ? all.slice(at + 1)
          : next >= 0
            ? all.slice(next)
            : all.filter(({ Key }) => Key !== KeyMarker);
    const given = rest.slice(0, limit);
    const last = given.at(-1);
    const following = rest[given.length];
    const rows = given.map(({ Key, version, IsLatest }) => ({
      isMarker: version.blob === undefined,
      row: { Key, VersionId: version.versionId, IsLatest, LastModified: new Date(version.lastModified) },
      content: { ETag: `"${version.etag}"`, Size: version.size, StorageClass: 'STANDARD' },
    }));
    const truncated = rest.length > given.length;
    return {
      Name: input.Bucket,
      Prefix,
      KeyMarker,
      VersionIdMarker,
      MaxKeys: limit,
      IsTruncated: truncated,
      ...(truncated && last ? { NextKeyMarker: last.Key, NextVersionIdMarker: markerOf(last, following) } : {}),
      Versions: rows.filter(({ isMarker }) => !isMarker).map(({ row, content }) => ({ ...row, ...content })),
      DeleteMarkers: rows.filter(({ isMarker }) => isMarker).map(({ row }) => row),
    };
  },
});

/** Between the two versions that a marker names. */
const BESIDE = '~';

/** The last version given and, where its key has more, the one after it: who empties a bucket deletes what was given before he asks for more. */
function markerOf(last: Listed, following: Listed | undefined): string {
  const more = following?.Key === last.Key ? BESIDE + following.version.versionId : '';
  return last.version.versionId + more;
}

interface Listed {
  readonly Key: string;
  readonly version: { readonly versionId: string };
}
