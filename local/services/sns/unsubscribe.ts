import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { invalidParameter } from './errors.ts';
import { subscriptionTable } from './topics.ts';

/** Removes a confirmed subscription. One that is not there is no error. */
export const unsubscribe = operation({
  name: 'Unsubscribe',
  input: { SubscriptionArn: text() },
  run: ({ SubscriptionArn = '' }, { world }) => {
    if (SubscriptionArn.split(':').length !== 7) {
      throw invalidParameter(`SubscriptionArn Reason: An ARN must have at least 6 elements, not ${SubscriptionArn.split(':').length}`);
    }
    const table = subscriptionTable(world);
    if (table.get(SubscriptionArn)?.pending) {
      throw invalidParameter('SubscriptionArn Reason: This subscription is pending confirmation');
    }
    table.delete(SubscriptionArn);
    return {};
  },
});
