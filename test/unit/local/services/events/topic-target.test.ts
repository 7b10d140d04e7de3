import { expect, it } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { testWorld } from '../../helpers/world.ts';

/** A rule for events of `mine`, whose target is a topic with a mailbox; the topic's policy lets `principal` publish for this rule. */
async function ruleToTopic(world: World, target: object = {}, principal = 'events.amazonaws.com'): Promise<void> {
  const { RuleArn } = await world.call<{ RuleArn: string }>('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["mine"]}' });
  const statement = { Effect: 'Allow', Principal: { Service: principal }, Action: 'sns:Publish', Resource: '*' };
  const Policy = JSON.stringify({ Statement: [{ ...statement, Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } } }] });
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't', Attributes: { Policy } });
  await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn, ...target }] });
}

function published(world: World): string[] {
  const messages: string[] = [];
  const call = world.call;
  (world as { call: World['call'] }).call = async (service, operation, input, caller) => {
    const answer = await call(service, operation, input, caller);
    if (operation === 'Publish') messages.push((input as { Message: string }).Message);
    return answer as never;
  };
  return messages;
}

const putEvent = (world: World) =>
  world.call<{ Entries: [{ EventId: string }] }>('events', 'PutEvents', {
    Entries: [{ Source: 'mine', DetailType: 'd', Detail: '{"n":1}' }],
  });

it('a topic gets the whole event as its message, by the time PutEvents answers', async () => {
  const { world } = await testWorld();
  await ruleToTopic(world);
  const messages = published(world);
  const { Entries } = await putEvent(world);
  expect(messages.map((message) => JSON.parse(message))).toEqual([
    {
      version: '0',
      id: Entries[0].EventId,
      'detail-type': 'd',
      source: 'mine',
      account: '000000000000',
      time: expect.any(String),
      region: 'us-east-1',
      resources: [],
      detail: { n: 1 },
    },
  ]);
});

it.each([
  [{ Input: '{"model":"birds"}' }, '{"model":"birds"}'],
  [{ InputPath: '$.detail' }, '{"n":1}'],
  [{ InputTransformer: { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"n":<n>}' } }, '{"n":1}'],
])('a topic gets what %j makes of the event', async (target, message) => {
  const { world } = await testWorld();
  await ruleToTopic(world, target);
  const messages = published(world);
  await putEvent(world);
  expect(messages).toEqual([message]);
});

it('a topic whose policy does not name EventBridge refuses, aloud', async () => {
  const told: string[] = [];
  const { world } = await testWorld({ onBackgroundError: (name, error) => void told.push(`${name}: ${(error as Error).message}`) });
  await ruleToTopic(world, {}, 's3.amazonaws.com');
  await putEvent(world);
  await new Promise(setImmediate);
  expect(told).toEqual([
    expect.stringMatching(
      /^rule r to arn:aws:sns:.*:t: User: events\.amazonaws\.com is not authorized to perform: sns:Publish on resource: .*:t /,
    ),
  ]);
});
