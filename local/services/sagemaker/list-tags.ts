import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { requireResource } from './common/resources.ts';
import { tagsOf } from './common/tags.ts';

/** The tags of one resource. */
export const listTags = operation({
  name: 'ListTags',
  input: {
    ResourceArn: text({ ...required, max: 256, pattern: 'arn:.*' }),
    NextToken: text({ max: 8192 }),
    // A resource has 50 tags at most: one page holds them all.
    MaxResults: number({ integer: true, min: 50 }),
  },
  run: (input, { world }) => {
    requireResource(world, input.ResourceArn);
    return { Tags: Object.entries(tagsOf(world, input.ResourceArn)).map(([Key, Value]) => ({ Key, Value })) };
  },
});
