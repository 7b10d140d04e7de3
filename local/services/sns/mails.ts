import type { World } from '../../world.ts';
import { writeMail } from './mail-files.ts';
import { type Message, textFor } from './message.ts';
import { notification } from './notification.ts';
import type { SubscriptionRecord, TopicRecord } from './topics.ts';

const SUPPORT =
  'Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support';

/** Mails a message to a confirmed address, with the footer that SNS puts under it. The link there works on this machine. */
export async function sendNotification(
  world: World,
  topic: TopicRecord,
  subscription: SubscriptionRecord,
  messageId: string,
  message: Message,
): Promise<void> {
  const link = `${world.endpointUrl}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(subscription.arn)}`;
  const body =
    subscription.protocol === 'email-json'
      ? JSON.stringify(notification(world, subscription, messageId, message), undefined, 2)
      : textFor(message, subscription.protocol);
  const footer = [
    '--',
    'If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:',
    link,
    '',
    SUPPORT,
  ];
  await writeMail(world, {
    from: topic.attributes.DisplayName || 'AWS Notifications',
    to: subscription.endpoint,
    subject: message.Subject ?? 'AWS Notification Message',
    text: `${body}\n\n${footer.join('\n')}\n`,
  });
}

/** Mails the question whether the address wants the topic's messages, with a link that answers yes. */
export async function sendConfirmation(world: World, subscription: SubscriptionRecord, token: string): Promise<void> {
  const link = `${world.endpointUrl}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(subscription.topicArn)}&Token=${token}`;
  const text = [
    'You have chosen to subscribe to the topic:',
    subscription.topicArn,
    '',
    'To confirm this subscription, click or visit the link below (If this was in error no action is necessary):',
    link,
    '',
    'Please do not reply directly to this email. If you wish to remove yourself from receiving all future SNS subscription confirmation requests please send an email to sns-opt-out',
  ];
  await writeMail(world, {
    from: 'AWS Notifications',
    to: subscription.endpoint,
    subject: 'AWS Notification - Subscription Confirmation',
    text: `${text.join('\n')}\n`,
  });
}
