import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { queues, queueUrl } from './queues.ts';

/** The URLs of all queues, or of those whose names begin so. The local SQS gives them on one page. */
export const listQueues = operation({
  name: 'ListQueues',
  input: { QueueNamePrefix: text(), NextToken: text(), MaxResults: number({ integer: true, min: 1, max: 1000 }) },
  run: ({ QueueNamePrefix = '' }, { world }) => {
    const names = queues(world)
      .keys()
      .filter((name) => name.startsWith(QueueNamePrefix));
    return { QueueUrls: names.sort().map((name) => queueUrl(world, name)) };
  },
});
