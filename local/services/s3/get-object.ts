import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { describe } from './attributes.ts';
import { bucketOf } from './buckets.ts';
import { checkRead, readConditionsInput } from './conditions.ts';
import { find } from './find.ts';
import { byteRange } from './range.ts';

/** Reads an object or a range of it; `Body` is bytes, or a Readable that must be consumed or destroyed. */
export const getObject = operation({
  name: 'GetObject',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    VersionId: text(),
    Range: text(),
    ChecksumMode: text(),
    ...readConditionsInput,
  },
  run: async (input, context) => {
    const bucket = bucketOf(context.world, input.Bucket);
    const version = find(context, bucket, input.Key, input.VersionId);
    checkRead(version, input);
    const range = byteRange(input.Range, version.size);
    const { start, end } = range ?? { start: 0, end: version.size - 1 };
    return {
      ...describe(version, { versioned: bucket.versioned, checksum: input.ChecksumMode === 'ENABLED' && !range }),
      ContentLength: end - start + 1,
      ...(range ? { ContentRange: `bytes ${start}-${end}/${version.size}` } : {}),
      Body: await bucket.objects.shelf.read(version.blob as string, start, end),
    };
  },
});
