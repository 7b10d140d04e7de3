import type { Service } from '../operation.ts';
import { confirmSubscription } from './confirm-subscription.ts';
import { createTopic } from './create-topic.ts';
import { deleteTopic } from './delete-topic.ts';
import { getTopicAttributes } from './get-topic-attributes.ts';
import { listSubscriptions, listSubscriptionsByTopic } from './list-subscriptions.ts';
import { listTopics } from './list-topics.ts';
import { publish } from './publish.ts';
import { publishBatch } from './publish-batch.ts';
import { setTopicAttributes } from './set-topic-attributes.ts';
import { subscribe } from './subscribe.ts';
import { getSubscriptionAttributes, setSubscriptionAttributes } from './subscription-attributes.ts';
import { topicOf } from './topics.ts';
import { unsubscribe } from './unsubscribe.ts';

/** SNS: topics that reach mailboxes (files under `mail/`) and Lambda functions. */
export const sns: Service = {
  name: 'sns',
  operations: [
    confirmSubscription,
    createTopic,
    deleteTopic,
    getSubscriptionAttributes,
    getTopicAttributes,
    listSubscriptions,
    listSubscriptionsByTopic,
    listTopics,
    publish,
    publishBatch,
    setSubscriptionAttributes,
    setTopicAttributes,
    subscribe,
    unsubscribe,
  ],
  resourcePolicy: (world, _operation, input) => {
    const { arn, attributes } = topicOf(world, (input.TopicArn ?? input.TargetArn) as string | undefined);
    return { arn, policy: attributes.Policy };
  },
};
