import { PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, it, onTestFinished } from 'vitest';
import type { Runtime } from '../../../../../local/runtime.ts';
import type { World } from '../../../../../local/world.ts';
import { makeFunction } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

/** A topic with a function behind it; `allowed` is the function's permission for the topic. */
async function topicToFunction(world: Runtime, allowed: boolean): Promise<{ sns: SNSClient; TopicArn: string }> {
  const sns = new SNSClient(clientOptions(world));
  onTestFinished(() => sns.destroy());
  const { TopicArn } = await world.world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 'launches' });
  const Endpoint = await makeFunction(world.world, 'launch', 'exports.handler = async () => 1;');
  const permission = {
    FunctionName: 'launch',
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 'sns.amazonaws.com',
    SourceArn: TopicArn,
  };
  if (allowed) await world.world.call('lambda', 'AddPermission', permission);
  const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'lambda', Endpoint }));
  expect(SubscriptionArn).toMatch(/^arn:aws:sns:us-east-1:000000000000:launches:[0-9a-f-]{36}$/);
  return { sns, TopicArn };
}

/** The event of the next Invoke: the call is watched, not replaced. */
function nextEvent(world: World): Promise<Record<string, unknown>> {
  const call = world.call;
  return new Promise((resolve) => {
    (world as { call: World['call'] }).call = (service, operation, input, caller) => {
      if (operation === 'Invoke') resolve(JSON.parse(Buffer.from((input as { Payload: Uint8Array }).Payload).toString()));
      return call(service, operation, input, caller) as never;
    };
  });
}

it('invokes a subscribed function with the event that AWS sends', async () => {
  const world = await testWorld();
  const { sns, TopicArn } = await topicToFunction(world, true);
  const event = nextEvent(world.world);
  const MessageAttributes = { model: { DataType: 'String', StringValue: 'birds' } };
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: '{"model":"birds"}', Subject: 'go', MessageAttributes }));
  expect(await event).toMatchObject({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: expect.stringMatching(`^${TopicArn}:`),
        Sns: {
          Type: 'Notification',
          MessageId,
          TopicArn,
          Subject: 'go',
          Message: '{"model":"birds"}',
          Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
          MessageAttributes: { model: { Type: 'String', Value: 'birds' } },
        },
      },
    ],
  });
});

it('is refused by a function that did not permit the topic, and the publisher does not notice', async () => {
  let refused: (error: unknown) => void;
  const refusal = new Promise((resolve) => {
    refused = resolve;
  });
  const world = await testWorld({ onBackgroundError: (_name, error) => refused(error) });
  const { sns, TopicArn } = await topicToFunction(world, false);
  await sns.send(new PublishCommand({ TopicArn, Message: 'go' }));
  expect(await refusal).toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('lambda:InvokeFunction') });
});

it('takes messages of another service only as far as the topic policy goes', async () => {
  const { world } = await testWorld();
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 'alarms' });
  const rule = 'arn:aws:events:us-east-1:000000000000:rule/r';
  const asRule = { arn: rule, service: { principal: 'events.amazonaws.com', sourceArn: rule } };
  const publish = () => world.call('sns', 'Publish', { TopicArn, Message: 'm' }, asRule);
  await expect(publish()).rejects.toMatchObject({ name: 'AuthorizationError', status: 403 });
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: TopicArn }];
  const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
  await world.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
  await expect(publish()).resolves.toMatchObject({ MessageId: expect.any(String) });
});
