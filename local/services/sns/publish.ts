import { randomUuid } from '../ids.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { deliver } from './deliver.ts';
import { invalidParameter } from './errors.ts';
import { checkMessage, messageInput } from './message.ts';
import { topicOf } from './topics.ts';

/** Takes a message for a topic. It succeeds whether or not anybody is subscribed. */
export const publish = operation({
  name: 'Publish',
  input: { TopicArn: text(), TargetArn: text(), PhoneNumber: text(), ...messageInput },
  run: async (input, { world }) => {
    if (input.PhoneNumber) throw invalidParameter('PhoneNumber: the local SNS sends no text messages');
    const topic = topicOf(world, input.TopicArn ?? input.TargetArn);
    checkMessage(input);
    const MessageId = randomUuid(world.random);
    await deliver(world, topic, MessageId, input);
    return { MessageId };
  },
});
