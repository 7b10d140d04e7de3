import { ifThere, type Properties, type ResourceContext, resourceType } from '../resource-type.ts';

/** AWS::SNS::TopicPolicy */
export const snsTopicPolicy = resourceType({
  type: 'AWS::SNS::TopicPolicy',
  properties: { Topics: true, PolicyDocument: true },
  replacing: ['Topics'],
  async create(properties, context) {
    await put(properties.Topics, properties, context);
    return { id: context.name(), attributes: {} };
  },
  async update(properties, made, context) {
    await put(properties.Topics, properties, context);
    return made;
  },
  async delete(_made, context, properties) {
    // A topic is never without a policy: what is left is what CreateTopic gives one, the account's own access.
    for (const arn of properties.Topics as string[]) {
      await ifThere('NotFound', () => put([arn], { PolicyDocument: ownersAccess(arn, context.world.account) }, context));
    }
  },
});

async function put(topics: string[], { PolicyDocument }: Properties, context: ResourceContext): Promise<void> {
  const AttributeValue = JSON.stringify(PolicyDocument);
  for (const TopicArn of topics) await context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
}

const ownersAccess = (arn: string, account: string) => ({
  Version: '2008-10-17',
  Id: '__default_policy_ID',
  Statement: [
    {
      Sid: '__default_statement_ID',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:Subscribe', 'SNS:ListSubscriptionsByTopic', 'SNS:Publish'],
      Resource: arn,
      Condition: { StringEquals: { 'AWS:SourceOwner': account } },
    },
  ],
});
