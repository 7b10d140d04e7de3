import type { World } from '../../world.ts';
import { any, list, map, text } from '../input.ts';
import { operation } from '../operation.ts';
import { invalidParameter } from './errors.ts';
import { checkTopicAttribute } from './set-topic-attributes.ts';
import { topicTable } from './topics.ts';

/** Makes a topic, or answers the ARN of the one of that name if its attributes are no others. */
export const createTopic = operation({
  name: 'CreateTopic',
  input: { Name: text(), Attributes: map(text()), Tags: list(any()), DataProtectionPolicy: text() },
  run: ({ Name = '', Attributes = {} }, { world }) => {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) {
      throw invalidParameter(Name.endsWith('.fifo') ? 'Topic Name: the local SNS has standard topics only, no .fifo ones' : 'Topic Name');
    }
    for (const [name, value] of Object.entries(Attributes)) checkTopicAttribute(name, value);
    const arn = `arn:${world.partition}:sns:${world.region}:${world.account}:${Name}`;
    const table = topicTable(world);
    const before = table.get(arn);
    if (before && Object.entries(Attributes).some(([name, value]) => before.attributes[name] !== value)) {
      throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    }
    if (!before) table.set(arn, { arn, name: Name, attributes: { Policy: ownersPolicy(world, arn), DisplayName: '', ...Attributes } });
    return { TopicArn: arn };
  },
});

/** What a new topic has: the account itself may use it, services may not. */
function ownersPolicy(world: World, arn: string): string {
  const verbs = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: verbs.map((verb) => `SNS:${verb}`),
    Resource: arn,
    Condition: { StringEquals: { 'AWS:SourceOwner': world.account } },
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] });
}
