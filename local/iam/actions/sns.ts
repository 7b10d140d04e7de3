import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';
import { keyOfTopic, keyUse } from '../key-use.ts';

interface Input {
  TopicArn?: string;
  TargetArn?: string;
  SubscriptionArn?: string;
}

const topic = (action: string): Requirement[] => [
  { action: `sns:${action}`, resource: ({ TopicArn, TargetArn }: Input) => TopicArn ?? TargetArn ?? '*' },
];
/** An encrypted topic: who publishes uses its key (SNS Developer Guide, "Key management"). */
const publish: Requirement[] = [
  ...topic('Publish'),
  ...(['Decrypt', 'GenerateDataKey'] as const).map((action) =>
    keyUse('sns', action, ({ TopicArn, TargetArn = '' }: Input, world) => keyOfTopic(world, TopicArn ?? TargetArn)),
  ),
];
/** A subscription's permissions are its topic's: the ARN without the last part. */
const ofSubscription = (action: string): Requirement[] => [
  { action: `sns:${action}`, resource: ({ SubscriptionArn = '*' }: Input) => SubscriptionArn.split(':').slice(0, 6).join(':') },
];

/** Service authorization reference, "Actions, resources, and condition keys for Amazon SNS". */
export const actions: ActionTable = {
  CreateTopic: [
    {
      action: 'sns:CreateTopic',
      resource: ({ Name }: { Name?: string }, { partition, region, account }) => `arn:${partition}:sns:${region}:${account}:${Name}`,
    },
  ],
  DeleteTopic: topic('DeleteTopic'),
  GetTopicAttributes: topic('GetTopicAttributes'),
  SetTopicAttributes: topic('SetTopicAttributes'),
  ListTopics: [{ action: 'sns:ListTopics', resource: anyResource }],
  Subscribe: topic('Subscribe'),
  ConfirmSubscription: topic('ConfirmSubscription'),
  Unsubscribe: ofSubscription('Unsubscribe'),
  GetSubscriptionAttributes: ofSubscription('GetSubscriptionAttributes'),
  SetSubscriptionAttributes: ofSubscription('SetSubscriptionAttributes'),
  ListSubscriptions: [{ action: 'sns:ListSubscriptions', resource: anyResource }],
  ListSubscriptionsByTopic: topic('ListSubscriptionsByTopic'),
  Publish: publish,
  // AWS asks for the same permission as for single messages.
  PublishBatch: publish,
};
