import { validationException } from '../errors.ts';
import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { requireResource } from './common/resources.ts';
import { tagsOf } from './common/tags.ts';

/** The tags of one resource. */
export const listTags = operation({
  name: 'ListTags',
  input: {
    ResourceArn: text({ ...required, max: 256, pattern: 'arn:.*' }),
    NextToken: text({ max: 8192 }),
    MaxResults: number({ integer: true, min: 50 }),
  },
  run: (input, { world }) => {
    requireResource(world, input.ResourceArn);
    const { NextToken, MaxResults = 50, ...asked } = input;
    const { items, next } = pageOf({
      of: 'ListTags',
      asked,
      items: Object.entries(tagsOf(world, input.ResourceArn)).map(([Key, Value]) => ({ Key, Value })),
      place: ({ Key }, index) => [index, Key],
      moves: true,
      size: MaxResults,
      token: NextToken,
      refusal: () => validationException('Invalid pagination token.'),
    });
    return { Tags: items, ...(next && { NextToken: next }) };
  },
});
