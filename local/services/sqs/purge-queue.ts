import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { removeMessage, shelfOf } from './messages.ts';
import { measure } from './metrics.ts';
import { needQueue } from './queues.ts';

/** Removes every message. */
export const purgeQueue = operation({
  name: 'PurgeQueue',
  input: { QueueUrl: text(required) },
  run: ({ QueueUrl }, { world }) => {
    const queue = needQueue(world, QueueUrl);
    for (const id of shelfOf(world, queue).ids()) removeMessage(world, queue, id);
    measure(world, queue.name);
    return {};
  },
});
