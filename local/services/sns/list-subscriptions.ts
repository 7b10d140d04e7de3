import type { World } from '../../world.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { page, type SubscriptionRecord, subscriptionsOf, topicOf } from './topics.ts';

/** Every subscription, a hundred at a time. */
export const listSubscriptions = operation({
  name: 'ListSubscriptions',
  input: { NextToken: text() },
  run: (input, { world }) => listed(world, 'ListSubscriptions', input, subscriptionsOf(world)),
});

/** The subscriptions of a topic; those not confirmed have `PendingConfirmation` for an ARN. */
export const listSubscriptionsByTopic = operation({
  name: 'ListSubscriptionsByTopic',
  input: { TopicArn: text(), NextToken: text() },
  run: (input, { world }) => listed(world, 'ListSubscriptionsByTopic', input, subscriptionsOf(world, topicOf(world, input.TopicArn).arn)),
});

function listed(world: World, of: string, input: { readonly NextToken?: string }, subscriptions: SubscriptionRecord[]) {
  const { items, next } = page(of, input, subscriptions, ({ arn }) => arn);
  const Subscriptions = items.map(({ arn, pending, protocol, endpoint, topicArn }) => ({
    SubscriptionArn: pending ? 'PendingConfirmation' : arn,
    Owner: world.account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  }));
  return { Subscriptions, ...next };
}
