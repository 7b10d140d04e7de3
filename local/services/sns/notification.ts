import type { World } from '../../world.ts';
import { randomHex } from '../ids.ts';
import { type Message, type MessageAttribute, textFor } from './message.ts';
import type { SubscriptionRecord } from './topics.ts';

/** A message as Lambda functions and `email-json` subscribers see it. Nothing here verifies signatures, so that one is made up. */
export function notification(world: World, subscription: SubscriptionRecord, messageId: string, message: Message): Record<string, unknown> {
  const host = `https://sns.${world.region}.amazonaws.com`;
  return {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: subscription.topicArn,
    Subject: message.Subject ?? null,
    Message: textFor(message, subscription.protocol),
    Timestamp: new Date(world.clock.now()).toISOString(),
    SignatureVersion: '1',
    Signature: Buffer.from(randomHex(world.random, 64)).toString('base64'),
    SigningCertUrl: `${host}/SimpleNotificationService-local.pem`,
    UnsubscribeUrl: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    MessageAttributes: Object.fromEntries(Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, attribute(value)])),
  };
}

function attribute({ DataType, StringValue, BinaryValue }: MessageAttribute): Record<string, unknown> {
  if (BinaryValue === undefined) return { Type: DataType, Value: StringValue };
  return { Type: DataType, Value: typeof BinaryValue === 'string' ? BinaryValue : Buffer.from(BinaryValue).toString('base64') };
}
