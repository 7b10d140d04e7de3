import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { checkRead } from './conditions.ts';
import { checkCopy } from './copy-object.ts';
import { copySource } from './copy-source.ts';
import { invalidArgument } from './errors.ts';
import { find } from './find.ts';
import { keepPart } from './keep-part.ts';
import { uploadOf } from './uploads.ts';

/** Makes one part of an upload from an object, or a range of it: how boto3 and the CLI copy what has more than 8 MB. */
export const uploadPartCopy = operation({
  name: 'UploadPartCopy',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    UploadId: text(required),
    PartNumber: number(required),
    CopySource: text(required),
    CopySourceRange: text(),
    CopySourceIfMatch: text(),
    CopySourceIfNoneMatch: text(),
  },
  run: async (input, context) => {
    const from = copySource(input.CopySource);
    const source = bucketOf(context.world, from.bucket);
    const bucket = bucketOf(context.world, input.Bucket);
    const upload = uploadOf(bucket, input.Key, input.UploadId);
    const original = find(context, source, from.key, from.versionId);
    checkCopy(() => checkRead(original, { IfMatch: input.CopySourceIfMatch, IfNoneMatch: input.CopySourceIfNoneMatch }));
    const { start, end } = rangeOf(input.CopySourceRange, original.size);
    const body = await source.objects.shelf.read(original.blob as string, start, end);
    const { algorithm } = upload;
    const { etag, checksum, lastModified } = await keepPart(context.world, bucket, upload, input.PartNumber, { body, algorithm });
    return {
      CopyPartResult: {
        ETag: `"${etag}"`,
        LastModified: new Date(lastModified),
        ...(algorithm ? { [`Checksum${algorithm}`]: checksum } : {}),
      },
      ...(source.versioned ? { CopySourceVersionId: original.versionId } : {}),
      ServerSideEncryption: 'AES256',
    };
  },
});

/** Stricter than a GET's: both ends are named, and lie in the object. */
function rangeOf(range: string | undefined, size: number): { start: number; end: number } {
  if (range === undefined) return { start: 0, end: size - 1 };
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range)?.map(Number) ?? [];
  const refused = (text: string) => invalidArgument(text, 'x-amz-copy-source-range', range);
  if (start === undefined || end === undefined || end < start)
    throw refused(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  if (end >= size) throw refused(`Range specified is not valid for source object of size: ${size}`);
  return { start, end };
}
