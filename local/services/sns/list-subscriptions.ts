import type { World } from '../../world.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page, type SubscriptionRecord, subscriptionsOf, topicOf } from './topics.ts';

/** Every subscription, a hundred at a time. */
export const listSubscriptions = operation({
  name: 'ListSubscriptions',
  input: { NextToken: text() },
  run: ({ NextToken }, { world }) => listed(world, subscriptionsOf(world), NextToken),
});

/** The subscriptions of a topic; those not confirmed have `PendingConfirmation` for an ARN. */
export const listSubscriptionsByTopic = operation({
  name: 'ListSubscriptionsByTopic',
  input: { TopicArn: text(), NextToken: text() },
  run: ({ TopicArn, NextToken }, { world }) => listed(world, subscriptionsOf(world, topicOf(world, TopicArn).arn), NextToken),
});

function listed(world: World, subscriptions: SubscriptionRecord[], token: string | undefined) {
  const { items, next } = page(subscriptions, token);
  const Subscriptions = items.map(({ arn, pending, protocol, endpoint, topicArn }) => ({
    SubscriptionArn: pending ? 'PendingConfirmation' : arn,
    Owner: world.account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }));
  return { Subscriptions, ...next };
}
