import { expect, it } from 'vitest';
import { makeRole } from '../../helpers/functions.ts';
import { testWorld } from '../../helpers/world.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

it("asks a key's policy when a role or a service publishes to a topic under it", async () => {
  const { world } = await testWorld();
  const { KeyMetadata } = await world.call<{ KeyMetadata: { Arn: string; KeyId: string } }>('kms', 'CreateKey', { Description: 'ours' });
  const { Arn, KeyId } = KeyMetadata;
  expect(await world.call('kms', 'DescribeKey', { KeyId })).toMatchObject({ KeyMetadata: { Arn, Enabled: true, Description: 'ours' } });
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't' });
  const set = (AttributeName: string, AttributeValue: string) =>
    world.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
  await set('KmsMasterKeyId', Arn);
  const events = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: TopicArn };
  await set('Policy', JSON.stringify({ Statement: events }));
  const roleArn = await makeRole(world, 'r', [everything]);
  const message = { TopicArn, Message: 'm' };
  const asRole = () => world.call('sns', 'Publish', message, { arn: `${roleArn}/me`, roleArn });
  const service = { principal: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/x' };
  const asEvents = () => world.call('sns', 'Publish', message, { arn: service.principal, service });

  // The default policy leaves it to the account, and names no service.
  await asRole();
  await expect(asEvents()).rejects.toThrow(/kms:Decrypt on resource: .*:key\/.* no resource-based policy allows the kms:Decrypt action/);

  const Policy = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    },
  });
  await world.call('kms', 'PutKeyPolicy', { KeyId, Policy });
  expect(await world.call('kms', 'GetKeyPolicy', { KeyId })).toEqual({ Policy, PolicyName: 'default' });
  await asEvents();
  await expect(asRole()).rejects.toThrow(/because no resource-based policy allows the kms:Decrypt action$/);
});

it('refuses keys that are not there and policies that are none', async () => {
  const { world } = await testWorld();
  await expect(world.call('kms', 'DescribeKey', { KeyId: 'none' })).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(world.call('kms', 'CreateKey', { Policy: '{}' })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
});
