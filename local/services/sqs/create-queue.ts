import { AwsError } from '../errors.ts';
import { map, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkAttributes, queues, queueUrl } from './queues.ts';

/** Makes a queue, or answers the URL of the one of that name if its attributes are no others. */
export const createQueue = operation({
  name: 'CreateQueue',
  input: { QueueName: text(required), Attributes: map(text()), tags: map(text()) },
  run: ({ QueueName, Attributes = {} }, { world }) => {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(QueueName)) {
      const own = QueueName.endsWith('.fifo') ? ' The local SQS has no .fifo queues.' : '';
      throw new AwsError(
        'InvalidParameterValue',
        `Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.${own}`,
      );
    }
    checkAttributes(Attributes);
    const before = queues(world).get(QueueName);
    const other = Object.keys(Attributes).find((name) => before && before.attributes[name] !== Attributes[name]);
    if (other !== undefined)
      throw new AwsError('QueueNameExists', `A queue already exists with the same name and a different value for attribute ${other}`);
    const now = new Date(world.clock.now());
    if (!before) queues(world).set(QueueName, { name: QueueName, attributes: Attributes, created: now, modified: now });
    return { QueueUrl: queueUrl(world, QueueName) };
  },
});
