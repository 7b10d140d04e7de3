import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { describe } from './attributes.ts';
import { bucketOf } from './buckets.ts';
import { checkRead, readConditionsInput } from './conditions.ts';
import { find } from './find.ts';
import { byteRange } from './range.ts';

/** An object's attributes. A HEAD answer has no body, so what is missing is a bare `NotFound`, as SDK clients know it. */
export const headObject = operation({
  name: 'HeadObject',
  input: {
    Bucket: text(required),
    Key: text({ required: true, min: 1 }),
    VersionId: text(),
    Range: text(),
    ChecksumMode: text(),
    ...readConditionsInput,
  },
  run: (input, context) => {
    const bucket = bucketOf(context.world, input.Bucket);
    const version = bare(() => find(context, bucket, input.Key, input.VersionId));
    checkRead(version, input);
    const range = byteRange(input.Range, version.size);
    return {
      ...describe(version, { versioned: bucket.versioned, checksum: input.ChecksumMode === 'ENABLED' && !range }),
      ...(range ? { ContentLength: range.end - range.start + 1, ContentRange: `bytes ${range.start}-${range.end}/${version.size}` } : {}),
    };
  },
});

/** Turns any 404 into the `NotFound` of HEAD requests. */
export function bare<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AwsError && error.status === 404) throw new AwsError('NotFound', 'Not Found', 404);
    throw error;
  }
}
