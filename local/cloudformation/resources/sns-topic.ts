import { type Properties, resourceType } from '../resource-type.ts';

/** AWS::SNS::Topic */
export const snsTopic = resourceType({
  type: 'AWS::SNS::Topic',
  properties: { TopicName: true, DisplayName: true, KmsMasterKeyId: true },
  replacing: ['TopicName'],
  async create(properties, context) {
    const Name: string = properties.TopicName ?? context.name(256);
    // CreateTopic is idempotent, but refuses a topic whose attributes differ: those come after.
    const { TopicArn } = await context.call('sns', 'CreateTopic', { Name });
    for (const name of attributeNames) await set(TopicArn, name, properties[name]);
    return { id: TopicArn, attributes: { TopicArn, TopicName: Name } };

    function set(arn: string, name: string, value: string | undefined): Promise<unknown> | undefined {
      if (value === undefined) return undefined;
      return context.call('sns', 'SetTopicAttributes', { TopicArn: arn, AttributeName: name, AttributeValue: value });
    }
  },
  async update(properties, made, context, before: Properties) {
    for (const name of attributeNames) {
      if (properties[name] === before[name]) continue;
      const AttributeValue = properties[name] ?? '';
      await context.call('sns', 'SetTopicAttributes', { TopicArn: made.id, AttributeName: name, AttributeValue });
    }
    return made;
  },
  delete: (made, context) => context.call('sns', 'DeleteTopic', { TopicArn: made.id }),
});

const attributeNames = ['DisplayName', 'KmsMasterKeyId'] as const;
