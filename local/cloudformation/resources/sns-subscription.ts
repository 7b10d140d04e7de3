import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::SNS::Subscription */
export const snsSubscription = resourceType({
  type: 'AWS::SNS::Subscription',
  properties: { TopicArn: true, Protocol: true, Endpoint: true, RedrivePolicy: { deadLetterTargetArn: true } },
  replacing: ['TopicArn', 'Protocol', 'Endpoint'],
  async create(properties, context) {
    const { TopicArn, Protocol, Endpoint } = properties;
    // Subscribe is idempotent, but refuses a subscription whose attributes differ: those come after.
    const { SubscriptionArn } = await context.call('sns', 'Subscribe', { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn: true });
    if (properties.RedrivePolicy) await setRedrivePolicy(SubscriptionArn, properties, context);
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(properties, made, context) {
    await setRedrivePolicy(made.id, properties, context);
    return made;
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

/** An empty value takes the policy away. */
function setRedrivePolicy(SubscriptionArn: string, { RedrivePolicy }: Properties, context: ResourceContext): Promise<unknown> {
  const AttributeValue = RedrivePolicy ? JSON.stringify(RedrivePolicy) : '';
  return context.call('sns', 'SetSubscriptionAttributes', { SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue });
}
