import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { partsOf, uploadOf } from './uploads.ts';

/** The parts of an upload that have come, in pages of at most 1000. */
export const listParts = operation({
  name: 'ListParts',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    UploadId: text(required),
    MaxParts: number({ integer: true, min: 0 }),
    PartNumberMarker: text(),
  },
  run: (input, { world }) => {
    const bucket = bucketOf(world, input.Bucket);
    const upload = uploadOf(bucket, input.Key, input.UploadId);
    const limit = Math.min(input.MaxParts ?? 1000, 1000);
    const rest = partsOf(bucket, upload.id).filter((part) => part.number > Number(input.PartNumberMarker ?? 0));
    const page = rest.slice(0, limit);
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: upload.id,
      PartNumberMarker: input.PartNumberMarker ?? '0',
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: rest.length > page.length,
      StorageClass: 'STANDARD',
      ...(upload.algorithm ? { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksumType } : {}),
      Parts: page.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.lastModified),
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...(upload.algorithm ? { [`Checksum${upload.algorithm}`]: part.checksum } : {}),
      })),
    };
  },
});
