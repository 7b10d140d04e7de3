import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { bucketOf } from './buckets.ts';
import { find } from './find.ts';

/** Objects have no tags here: none are ever put. The second CLI asks before it copies in parts. */
export const getObjectTagging = operation({
  name: 'GetObjectTagging',
  input: { Bucket: text(required), Key: text({ required: true, min: 1 }), VersionId: text() },
  run: (input, context) => {
    find(context, bucketOf(context.world, input.Bucket), input.Key, input.VersionId);
    return { TagSet: [] };
  },
});
