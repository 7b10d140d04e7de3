import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { queueUrl } from '../sqs/queues.ts';
import { deadLetterQueue } from './attributes.ts';
import { passes } from './filter.ts';
import { sendNotification } from './mails.ts';
import type { Message } from './message.ts';
import { notification } from './notification.ts';
import { type SubscriptionRecord, subscriptionsOf, type TopicRecord } from './topics.ts';

/**
 * Brings a message to every confirmed subscription that its filter lets through. Resolves when each has it on disk (a mail's file, a
 * function's queue) or has refused it, which the world's owner hears of: what Publish has answered for outlives a kill.
 */
export async function deliver(world: World, topic: TopicRecord, messageId: string, message: Message): Promise<void> {
  const deliveries = subscriptionsOf(world, topic.arn).flatMap((subscription) => {
    if (subscription.pending || !passes(subscription, message)) return [];
    const work =
      subscription.protocol === 'lambda'
        ? invoke(world, subscription, messageId, message)
        : sendNotification(world, topic, subscription, messageId, message);
    world.background(`topic ${topic.name} to ${subscription.endpoint}`, work);
    return [work];
  });
  await Promise.allSettled(deliveries);
}

async function invoke(world: World, subscription: SubscriptionRecord, messageId: string, message: Message): Promise<void> {
  const { topicArn, endpoint } = subscription;
  const Sns = notification(world, subscription, messageId, message);
  const event = { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: subscription.arn, Sns }] };
  const asTopic = { arn: topicArn, service: { principal: 'sns.amazonaws.com', sourceArn: topicArn } };
  const input = { FunctionName: endpoint, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) };
  try {
    await world.call('lambda', 'Invoke', input, asTopic);
  } catch (error) {
    const { RedrivePolicy } = subscription.attributes;
    if (!RedrivePolicy || !(error instanceof AwsError)) throw error;
    // A function that is gone or closed: SNS does not try those again (Developer Guide, "Amazon SNS message delivery retries").
    const QueueUrl = queueUrl(world, deadLetterQueue(RedrivePolicy));
    await world.call('sqs', 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(Sns) }, asTopic);
  }
}
