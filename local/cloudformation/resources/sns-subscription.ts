import { ifThere, resourceType } from '../resource-type.ts';

/** AWS::SNS::Subscription */
export const snsSubscription = resourceType({
  type: 'AWS::SNS::Subscription',
  properties: { TopicArn: true, Protocol: true, Endpoint: true },
  replacing: ['TopicArn', 'Protocol', 'Endpoint'],
  async create({ TopicArn, Protocol, Endpoint }, context) {
    const { SubscriptionArn } = await context.call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true });
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async delete(made, context) {
    try {
      await ifThere('NotFound', () => context.call('sns', 'Unsubscribe', { SubscriptionArn: made.id }));
    } catch (error) {
      // Nobody confirmed it: SNS refuses to remove it, and forgets it after two days.
      if ((error as Error).name !== 'InvalidParameter') throw error;
    }
  },
});
