import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { subscriptionsOf, topicOf } from './topics.ts';

/** A topic's attributes, with how many of its subscriptions are confirmed. */
export const getTopicAttributes = operation({
  name: 'GetTopicAttributes',
  input: { TopicArn: text() },
  run: ({ TopicArn }, { world }) => {
    const topic = topicOf(world, TopicArn);
    const subscriptions = subscriptionsOf(world, topic.arn);
    const pending = subscriptions.filter((subscription) => subscription.pending).length;
    return {
      Attributes: {
        ...topic.attributes,
        TopicArn: topic.arn,
        Owner: world.account,
        SubscriptionsPending: String(pending),
        SubscriptionsConfirmed: String(subscriptions.length - pending),
        SubscriptionsDeleted: '0',
      },
    };
  },
});
