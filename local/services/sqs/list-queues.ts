import { AwsError } from '../errors.ts';
import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { queues, queueUrl } from './queues.ts';

/** The URLs of all queues, or of those whose names begin so. Only who asks for a size gets a token. */
export const listQueues = operation({
  name: 'ListQueues',
  input: { QueueNamePrefix: text(), NextToken: text(), MaxResults: number({ integer: true, min: 1, max: 1000 }) },
  run: ({ NextToken, MaxResults, QueueNamePrefix = '' }, { world }) => {
    const names = queues(world)
      .keys()
      .filter((name) => name.startsWith(QueueNamePrefix));
    const { items, next } = pageOf({
      of: 'ListQueues',
      asked: { QueueNamePrefix },
      items: names,
      place: (name) => [name],
      size: MaxResults ?? 1000,
      token: NextToken,
      refusal: () => new AwsError('InvalidParameterValue', 'Invalid or expired next token.'),
    });
    return { QueueUrls: items.map((name) => queueUrl(world, name)), ...(next && MaxResults && { NextToken: next }) };
  },
});
