import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { shelfOf } from './messages.ts';
import { attributeOf, needQueue, type Queue, queueArn, settableNames } from './queues.ts';

/** The attributes asked for, or `All`. */
export const getQueueAttributes = operation({
  name: 'GetQueueAttributes',
  input: { QueueUrl: text(required), AttributeNames: list(text()) },
  run: ({ QueueUrl, AttributeNames = [] }, { world }) => {
    const all = attributesOf(world, needQueue(world, QueueUrl));
    const unknown = AttributeNames.find((name) => name !== 'All' && !(name in all) && !settableNames.includes(name));
    if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const wanted = Object.entries(all).filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name));
    const there = wanted.filter(([, value]) => value !== undefined);
    return there.length > 0 ? { Attributes: Object.fromEntries(there) } : {};
  },
});

function attributesOf(world: World, queue: Queue): Record<string, string | undefined> {
  const { visible, delayed, received } = shelfOf(world, queue).counts();
  return {
    ...Object.fromEntries(settableNames.map((name) => [name, attributeOf(queue, name)])),
    QueueArn: queueArn(world, queue.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(received),
    CreatedTimestamp: seconds(queue.created),
    LastModifiedTimestamp: seconds(queue.modified),
  };
}

const seconds = (time: Date) => String(Math.floor(time.getTime() / 1000));
