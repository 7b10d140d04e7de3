import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { invalidParameter } from './errors.ts';
import { topicOf, topicTable } from './topics.ts';

/** Changes one attribute. `Policy` decides which services may publish; the others are kept. */
export const setTopicAttributes = operation({
  name: 'SetTopicAttributes',
  input: { TopicArn: text(), AttributeName: text(), AttributeValue: text() },
  run: ({ TopicArn, AttributeName = '', AttributeValue = '' }, { world }) => {
    const topic = topicOf(world, TopicArn);
    checkTopicAttribute(AttributeName, AttributeValue);
    topicTable(world).set(topic.arn, { ...topic, attributes: { ...topic.attributes, [AttributeName]: AttributeValue } });
    return {};
  },
});

const known = ['DisplayName', 'Policy', 'DeliveryPolicy', 'KmsMasterKeyId', 'TracingConfig', 'SignatureVersion'];

/** @throws InvalidParameter for an attribute SNS does not know, or a policy that is no JSON */
export function checkTopicAttribute(name: string, value: string): void {
  if (!known.includes(name) && !/(Success|Failure)Feedback(RoleArn|SampleRate)$/.test(name)) throw invalidParameter('AttributeName');
  if (name === 'DisplayName' && value.length > 100) throw invalidParameter('DisplayName');
  if (name !== 'Policy' && name !== 'DeliveryPolicy') return;
  try {
    JSON.parse(value || '{}');
  } catch {
    throw invalidParameter(`${name} Error: not a JSON document`);
  }
}
