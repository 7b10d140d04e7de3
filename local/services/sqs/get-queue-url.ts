import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needQueue, queueUrl } from './queues.ts';

export const getQueueUrl = operation({
  name: 'GetQueueUrl',
  input: { QueueName: text(required), QueueOwnerAWSAccountId: text() },
  run: ({ QueueName }, { world }) => ({ QueueUrl: queueUrl(world, needQueue(world, QueueName).name) }),
});
