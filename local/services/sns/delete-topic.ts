import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { invalidParameter } from './errors.ts';
import { subscriptionsOf, subscriptionTable, topicTable } from './topics.ts';

/** Removes a topic and its subscriptions. A topic that is not there is no error. */
export const deleteTopic = operation({
  name: 'DeleteTopic',
  input: { TopicArn: text() },
  run: ({ TopicArn }, { world }) => {
    if (!TopicArn) throw invalidParameter('TopicArn Reason: no value for required parameter');
    for (const { arn } of subscriptionsOf(world, TopicArn)) subscriptionTable(world).delete(arn);
    topicTable(world).delete(TopicArn);
    return {};
  },
});
