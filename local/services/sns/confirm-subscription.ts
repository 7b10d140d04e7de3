import type { World } from '../../world.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { invalidParameter } from './errors.ts';
import { type SubscriptionRecord, subscriptionsOf, subscriptionTable, topicOf } from './topics.ts';

/** Confirms a subscription by the token out of its mail. */
export const confirmSubscription = operation({
  name: 'ConfirmSubscription',
  input: { TopicArn: text(), Token: text(), AuthenticateOnUnsubscribe: text() },
  run: ({ TopicArn, Token }, { world }) => ({ SubscriptionArn: confirm(world, TopicArn, Token).arn }),
});

/** The subscription that a mail's link asks about. @throws InvalidParameter, NotFound */
export function pendingSubscription(world: World, topicArn: string | undefined, token: string | undefined): SubscriptionRecord {
  const topic = topicOf(world, topicArn);
  const found = token ? subscriptionsOf(world, topic.arn).find(({ pending }) => pending?.token === token) : undefined;
  if (!found) throw invalidParameter('Token');
  return found;
}

/** Also what the button behind the mail's link does. @throws InvalidParameter, NotFound */
export function confirm(world: World, topicArn: string | undefined, token: string | undefined): SubscriptionRecord {
  const { pending: _spent, ...confirmed } = pendingSubscription(world, topicArn, token);
  subscriptionTable(world).set(confirmed.arn, confirmed);
  return confirmed;
}
