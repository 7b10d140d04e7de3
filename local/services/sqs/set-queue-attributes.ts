import { map, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkAttributes, needQueue, queues } from './queues.ts';

/** Changes attributes; an empty policy takes that policy away. */
export const setQueueAttributes = operation({
  name: 'SetQueueAttributes',
  input: { QueueUrl: text(required), Attributes: map(text(), required) },
  run: ({ QueueUrl, Attributes }, { world }) => {
    const queue = needQueue(world, QueueUrl);
    checkAttributes(Attributes);
    const { Policy, RedrivePolicy, ...others } = { ...queue.attributes, ...Attributes };
    const attributes = { ...others, ...(Policy && { Policy }), ...(RedrivePolicy && { RedrivePolicy }) };
    queues(world).set(queue.name, { ...queue, attributes, modified: new Date(world.clock.now()) });
    return {};
  },
});
