import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { tags } from './common/members.ts';
import { requireResource } from './common/resources.ts';
import { putTags, tagsOf } from './common/tags.ts';

/** Tags any SageMaker resource; costs are told apart by them. */
export const addTags = operation({
  name: 'AddTags',
  input: { ResourceArn: text({ ...required, max: 256, pattern: 'arn:.*' }), Tags: { ...tags, ...required } },
  run: (input, { world }) => {
    requireResource(world, input.ResourceArn);
    putTags(world, input.ResourceArn, input.Tags);
    return { Tags: Object.entries(tagsOf(world, input.ResourceArn)).map(([Key, Value]) => ({ Key, Value })) };
  },
});
