import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { removeMessage, shelfOf } from './messages.ts';
import { measure } from './metrics.ts';
import { needQueue, queues } from './queues.ts';

/** Removes a queue with its messages. */
export const deleteQueue = operation({
  name: 'DeleteQueue',
  input: { QueueUrl: text(required) },
  run: ({ QueueUrl }, { world }) => {
    const queue = needQueue(world, QueueUrl);
    for (const id of shelfOf(world, queue).ids()) removeMessage(world, queue, id);
    queues(world).delete(queue.name);
    measure(world, queue.name);
    return {};
  },
});
