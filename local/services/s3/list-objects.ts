import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { entryOf, listObjectsV2, tokenAfter } from './list-objects-v2.ts';

/** S3's first listing, with a marker in place of tokens: boto3's resources (`Bucket.objects`) still ask it. */
export const listObjects = operation({
  name: 'ListObjects',
  input: {
    Bucket: text(required),
    Prefix: text(),
    Delimiter: text(),
    MaxKeys: number({ integer: true }),
    Marker: text(),
    EncodingType: text(),
  },
  run: async (input, context) => {
    const { Marker = '', ...asked } = input;
    // A marker that is a folder of the page before is skipped whole; any other is a key.
    const isFolder = input.Delimiter !== undefined && Marker !== '' && Marker.endsWith(input.Delimiter);
    const after = isFolder ? { ContinuationToken: tokenAfter(Marker) } : { StartAfter: Marker };
    const page = await listObjectsV2.run({ ...asked, ...after } as never, context);
    const { KeyCount, ContinuationToken, StartAfter, NextContinuationToken, ...rest } = page;
    const last = NextContinuationToken && entryOf(NextContinuationToken);
    // Without a delimiter the next marker is the last key, which the caller has.
    return { ...rest, Marker, ...(last && input.Delimiter ? { NextMarker: last } : {}) };
  },
});
