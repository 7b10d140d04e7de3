import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkSubscriptionAttribute } from './attributes.ts';
import { subscriptionNotFound } from './errors.ts';
import { subscriptionTable } from './topics.ts';

/** What is set on one subscription, and whether it is confirmed. */
export const getSubscriptionAttributes = operation({
  name: 'GetSubscriptionAttributes',
  input: { SubscriptionArn: text() },
  run: ({ SubscriptionArn = '' }, { world }) => {
    const found = subscriptionTable(world).get(SubscriptionArn);
    if (!found) throw subscriptionNotFound();
    return {
      Attributes: {
        RawMessageDelivery: 'false',
        ...found.attributes,
        SubscriptionArn: found.arn,
        TopicArn: found.topicArn,
        Protocol: found.protocol,
        Endpoint: found.endpoint,
        Owner: world.account,
        PendingConfirmation: String(found.pending !== undefined),
        ConfirmationWasAuthenticated: 'false',
      },
    };
  },
});

/** Sets a filter policy, say. An empty one takes it away. */
export const setSubscriptionAttributes = operation({
  name: 'SetSubscriptionAttributes',
  input: { SubscriptionArn: text(), AttributeName: text(), AttributeValue: text() },
  run: ({ SubscriptionArn = '', AttributeName = '', AttributeValue = '' }, { world }) => {
    const table = subscriptionTable(world);
    const found = table.get(SubscriptionArn);
    if (!found) throw subscriptionNotFound();
    checkSubscriptionAttribute(AttributeName, AttributeValue);
    table.set(found.arn, { ...found, attributes: { ...found.attributes, [AttributeName]: AttributeValue } });
    return {};
  },
});
