import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { attributes, attributesInput } from './attributes.ts';
import { bucketOf } from './buckets.ts';
import { checksumInput, checksumOutput, requestedChecksum } from './checksum.ts';
import { checkRead, checkWrite } from './conditions.ts';
import { copySource } from './copy-source.ts';
import { find } from './find.ts';
import { blobName, save } from './save.ts';

/** Copies an object within this world, its metadata too unless `MetadataDirective` is REPLACE. */
export const copyObject = operation({
  name: 'CopyObject',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    CopySource: text(required),
    MetadataDirective: text(),
    CopySourceIfMatch: text(),
    CopySourceIfNoneMatch: text(),
    IfMatch: text(),
    IfNoneMatch: text(),
    ...attributesInput,
    ...checksumInput,
  },
  run: async (input, context) => {
    const from = copySource(input.CopySource);
    const source = bucketOf(context.world, from.bucket);
    const target = bucketOf(context.world, input.Bucket);
    const original = find(context, source, from.key, from.versionId);
    checkCopy(() => checkRead(original, { IfMatch: input.CopySourceIfMatch, IfNoneMatch: input.CopySourceIfNoneMatch }));
    const replace = input.MetadataDirective === 'REPLACE';
    if (!replace && !target.versioned && from.bucket === input.Bucket && from.key === input.Key) {
      throw new AwsError(
        'InvalidRequest',
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    const kept = replace
      ? attributes(input)
      : { ...attributes({ Key: input.Key }), headers: original.headers, metadata: original.metadata };
    const algorithm = requestedChecksum(input).algorithm ?? original.checksum?.algorithm;
    const blob = blobName(context, input.Key);
    const { shelf } = target.objects;
    const body = await source.objects.shelf.read(original.blob as string, 0, original.size - 1);
    const written = await shelf.write(blob, body, algorithm);
    try {
      checkWrite(target.objects.current(input.Key), input.Key, input);
      const checksum = algorithm && { algorithm, value: written.checksum as string, type: 'FULL_OBJECT' as const };
      const object = { blob, size: written.size, etag: written.md5.toString('hex'), checksum, ...kept };
      const version = save(context, target, input.Key, object, 'CopyObject');
      return {
        CopyObjectResult: { ETag: `"${version.etag}"`, LastModified: new Date(version.lastModified), ...checksumOutput(checksum) },
        ...(target.versioned ? { VersionId: version.versionId } : {}),
        ...(source.versioned ? { CopySourceVersionId: original.versionId } : {}),
        ServerSideEncryption: 'AES256',
      };
    } catch (error) {
      shelf.remove(blob);
      throw error;
    }
  },
});

/** A copy knows no 304: a condition of either kind that does not hold is 412. */
export function checkCopy(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (error instanceof AwsError && error.status === 304) {
      throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
    }
    throw error;
  }
}
