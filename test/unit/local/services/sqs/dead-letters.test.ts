import { expect, it } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { testWorld } from '../../helpers/world.ts';

const arn = 'arn:aws:sqs:us-east-1:000000000000:dead';

/** A queue that these services may send to. */
async function deadLetters(world: World, ...services: string[]): Promise<void> {
  const statement = { Effect: 'Allow', Principal: { Service: services }, Action: 'sqs:SendMessage', Resource: arn };
  const Policy = JSON.stringify({ Statement: [statement] });
  await world.call('sqs', 'CreateQueue', { QueueName: 'dead', ...(services.length > 0 && { Attributes: { Policy } }) });
}

interface Received {
  Body: string;
  MessageAttributes?: Record<string, { StringValue: string }>;
}

async function received(world: World): Promise<Received[]> {
  const input = { QueueUrl: 'http://x/0/dead', MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
  return (await world.call<{ Messages?: Received[] }>('sqs', 'ReceiveMessage', input)).Messages ?? [];
}

async function topic(world: World, Endpoint: string): Promise<string> {
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't' });
  const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) };
  await world.call('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint, Attributes });
  return TopicArn;
}

const gone = 'arn:aws:lambda:us-east-1:000000000000:function:gone';

it('a message whose function is gone is in the queue as the function would have got it, by the time Publish answers', async () => {
  const { world } = await testWorld();
  await deadLetters(world, 'sns.amazonaws.com');
  const TopicArn = await topic(world, gone);
  const { MessageId } = await world.call<{ MessageId: string }>('sns', 'Publish', { TopicArn, Message: '{"model":"birds"}', Subject: 's' });
  const [message] = await received(world);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn,
    Subject: 's',
    Message: '{"model":"birds"}',
  });
});

it('a queue that does not let the topic in is told aloud', async () => {
  const told: string[] = [];
  const { world } = await testWorld({ onBackgroundError: (name, error) => void told.push(`${name}: ${(error as Error).message}`) });
  await deadLetters(world);
  await world.call('sns', 'Publish', { TopicArn: await topic(world, gone), Message: 'm' });
  await new Promise(setImmediate);
  expect(told).toEqual([expect.stringMatching(/^topic t to .*: User: sns\.amazonaws\.com is not authorized to perform: sqs:SendMessage /)]);
});

it('a redrive policy without a queue is refused', async () => {
  const { world } = await testWorld();
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't' });
  const subscribe = (RedrivePolicy: string) =>
    world.call('sns', 'Subscribe', { TopicArn, Protocol: 'lambda', Endpoint: gone, Attributes: { RedrivePolicy } });
  await expect(subscribe('{')).rejects.toThrow('Invalid parameter: RedrivePolicy: failed to parse JSON.');
  await expect(subscribe('{"deadLetterTargetArn":"x"}')).rejects.toThrow(/deadLetterTargetArn is an invalid arn/);
});

it.each([
  ['arn:aws:sns:us-east-1:000000000000:gone', 'NO_RESOURCE', /^Topic does not exist$/],
  ['arn:aws:lambda:us-east-1:000000000000:function:closed', 'NO_PERMISSIONS', /is not authorized to perform: lambda:InvokeFunction/],
])('an event for %s is in the queue with the rule, the target and the reason', async (target, code, text) => {
  const { world } = await testWorld();
  await deadLetters(world, 'events.amazonaws.com');
  await makeFunction(world, 'closed', 'exports.handler = async () => 1;');
  const { RuleArn } = await world.call<{ RuleArn: string }>('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["mine"]}' });
  await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: target, DeadLetterConfig: { Arn: arn } }] });
  await world.call('events', 'PutEvents', { Entries: [{ Source: 'mine', DetailType: 'd', Detail: '{"n":1}' }] });
  const [message] = await received(world);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({ source: 'mine', detail: { n: 1 } });
  expect(message?.MessageAttributes).toMatchObject({
    RULE_ARN: { StringValue: RuleArn },
    TARGET_ARN: { StringValue: target },
    ERROR_CODE: { StringValue: code },
    ERROR_MESSAGE: { StringValue: expect.stringMatching(text) },
  });
});

it('an event that a function failed on three times is in the queue with what it answered, if its role may send there', async () => {
  const { clock, advance, waitsFor } = handClock('2026-11-21T06:16:01Z');
  const { world } = await testWorld({ clock });
  await deadLetters(world);
  const Role = await makeRole(world, 'f-role', [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn }]);
  await makeFunction(world, 'f', 'exports.handler = async () => { throw new Error("no"); };', { Role });
  const DestinationConfig = { OnFailure: { Destination: arn } };
  await world.call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', MaximumRetryAttempts: 2, DestinationConfig });
  await world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{"n":1}' });
  await waitsFor(60_000);
  advance(60_000);
  await waitsFor(120_000);
  advance(120_000);
  const events = world.store.table('lambda/asynchronous-events');
  while (events.keys().length > 0) await new Promise(setImmediate);
  const [message] = await received(world);
  expect(JSON.parse(message?.Body ?? '')).toMatchObject({
    requestContext: { functionArn: expect.stringContaining(':function:f:'), condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { n: 1 },
    responsePayload: { errorMessage: 'no' },
  });
});
