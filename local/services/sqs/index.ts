import type { Service } from '../operation.ts';
import { createQueue } from './create-queue.ts';
import { deleteMessage } from './delete-message.ts';
import { deleteQueue } from './delete-queue.ts';
import { getQueueAttributes } from './get-queue-attributes.ts';
import { getQueueUrl } from './get-queue-url.ts';
import { listQueues } from './list-queues.ts';
import { measureAll, stopMeasuring } from './metrics.ts';
import { purgeQueue } from './purge-queue.ts';
import { needQueue, queueArn } from './queues.ts';
import { receiveMessage } from './receive-message.ts';
import { sendMessage } from './send-message.ts';
import { setQueueAttributes } from './set-queue-attributes.ts';

/** SQS: standard queues, for what nobody could take, and for what comes in floods. */
export const sqs: Service = {
  name: 'sqs',
  operations: [
    createQueue,
    deleteMessage,
    deleteQueue,
    getQueueAttributes,
    getQueueUrl,
    listQueues,
    purgeQueue,
    receiveMessage,
    sendMessage,
    setQueueAttributes,
  ],
  resourcePolicy: (world, _operation, input) => {
    const { name, attributes } = needQueue(world, String(input.QueueUrl));
    return { arn: queueArn(world, name), policy: attributes.Policy };
  },
  ready: measureAll,
  stop: stopMeasuring,
};
