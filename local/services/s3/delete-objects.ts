import { AwsError } from '../errors.ts';
import { flag, list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketArn, bucketOf } from './buckets.ts';
import { remove } from './delete-object.ts';
import { malformedXml } from './errors.ts';

/** Removes up to 1000 objects; a key the caller may not delete is an entry in `Errors`, not a failure of the call. */
export const deleteObjects = operation({
  name: 'DeleteObjects',
  input: {
    Bucket: text(required),
    Delete: structure({ Objects: list(structure({ Key: text(required), VersionId: text() }), required), Quiet: flag() }, required),
  },
  run: (input, context) => {
    const { world, caller } = context;
    const bucket = bucketOf(world, input.Bucket);
    const { Objects, Quiet } = input.Delete;
    if (Objects.length === 0 || Objects.length > 1000) throw malformedXml();
    const deleted: Record<string, unknown>[] = [];
    const errors: Record<string, unknown>[] = [];
    for (const { Key, VersionId } of Objects) {
      try {
        const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
        if (caller.roleArn) world.authorize(caller.roleArn, action, `${bucketArn(world, input.Bucket)}/${Key}`);
        const { DeleteMarker, VersionId: version } = remove(context, bucket, Key, VersionId);
        deleted.push({ Key, VersionId, ...(DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: version } : {}) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ Key, VersionId, Code: error.name, Message: error.message });
      }
    }
    return { ...(Quiet ? {} : { Deleted: deleted }), ...(errors.length > 0 ? { Errors: errors } : {}) };
  },
});
