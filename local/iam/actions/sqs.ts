import { nameInUrl, queueArn } from '../../services/sqs/queues.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

interface Input {
  QueueUrl?: string;
  QueueName?: string;
}

const queue = (action: string): Requirement[] => [
  {
    action: `sqs:${action}`,
    resource: ({ QueueUrl, QueueName }: Input, world) => queueArn(world, QueueName ?? nameInUrl(QueueUrl ?? '')),
  },
];

/** Service authorization reference, "Actions, resources, and condition keys for Amazon SQS". */
export const actions: ActionTable = {
  CreateQueue: queue('CreateQueue'),
  DeleteMessage: queue('DeleteMessage'),
  DeleteQueue: queue('DeleteQueue'),
  GetQueueAttributes: queue('GetQueueAttributes'),
  GetQueueUrl: queue('GetQueueUrl'),
  ListQueues: [{ action: 'sqs:ListQueues', resource: anyResource }],
  PurgeQueue: queue('PurgeQueue'),
  ReceiveMessage: queue('ReceiveMessage'),
  SendMessage: queue('SendMessage'),
  SetQueueAttributes: queue('SetQueueAttributes'),
};
