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

/** Also what the link in the mail does. @throws InvalidParameter, NotFound */
export function confirm(world: World, topicArn: string | undefined, token: string | undefined): SubscriptionRecord {
  const topic = topicOf(world, topicArn);
  const found = token ? subscriptionsOf(world, topic.arn).find(({ pending }) => pending?.token === token) : undefined;
  if (!found) throw invalidParameter('Token');
  const { pending: _spent, ...confirmed } = found;
  subscriptionTable(world).set(found.arn, confirmed);
  return confirmed;
}
