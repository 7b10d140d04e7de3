import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { targetInput } from '../../../../../local/services/events/target-input.ts';
import type { Caller, World } from '../../../../../local/world.ts';
import { makeFunction } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const arnOfF = 'arn:aws:lambda:us-east-1:000000000000:function:f';

/** Resolves with the payload of the next call that a rule makes: the call is watched, not replaced. */
function nextInvoke(world: World): Promise<{ input: Record<string, unknown>; caller?: Caller }> {
  const call = world.call;
  return new Promise((resolve) => {
    (world as { call: World['call'] }).call = (service, operation, input, caller) => {
      if (operation === 'Invoke')
        resolve({ input: JSON.parse(Buffer.from((input as { Payload: Uint8Array }).Payload).toString()), caller });
      return call(service, operation, input, caller) as never;
    };
  });
}

async function ruleToFunction(world: World, rule: object, target: object = {}): Promise<void> {
  await makeFunction(world, 'f', 'exports.handler = async () => 1;');
  const { RuleArn } = await world.call<{ RuleArn: string }>('events', 'PutRule', { Name: 'r', ...rule });
  const permission = {
    FunctionName: 'f',
    StatementId: 's',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: RuleArn,
  };
  await world.call('lambda', 'AddPermission', permission);
  await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: arnOfF, ...target }] });
}

describe('events', () => {
  it('reach a function through a rule, whole, under the rule as caller', async () => {
    const runtime = await testWorld();
    await ruleToFunction(runtime.world, { EventPattern: '{"source":["aws.codebuild"],"detail":{"build-status":["SUCCEEDED"]}}' });
    const invoked = nextInvoke(runtime.world);
    runtime.world.emit({
      source: 'aws.codebuild',
      detailType: 'CodeBuild Build State Change',
      detail: { 'build-status': 'FAILED' },
      resources: [],
    });
    runtime.world.emit({
      source: 'aws.codebuild',
      detailType: 'CodeBuild Build State Change',
      detail: { 'build-status': 'SUCCEEDED' },
      resources: ['arn:x'],
    });
    const { input, caller } = await invoked;
    expect(input).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'CodeBuild Build State Change',
      source: 'aws.codebuild',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { 'build-status': 'SUCCEEDED' },
    });
    expect(caller?.service).toEqual({ principal: 'events.amazonaws.com', sourceArn: 'arn:aws:events:us-east-1:000000000000:rule/r' });
  });

  it('are refused by a function that does not permit the rule, aloud', async () => {
    let tell = (_text: string) => {};
    const told = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const { world } = await testWorld({ onBackgroundError: (name, error) => tell(`${name}: ${(error as Error).message}`) });
    await ruleToFunction(world, { EventPattern: '{"source":["mine"]}' });
    await world.call('lambda', 'RemovePermission', { FunctionName: 'f', StatementId: 's' });
    world.emit({ source: 'mine', detailType: 'x', detail: {}, resources: [] });
    expect(await told).toMatch(
      /^rule r to .*:function:f: User: events\.amazonaws\.com is not authorized to perform: lambda:InvokeFunction on resource: .*:function:f because no resource-based policy/,
    );
  });

  it('of people come through PutEvents, each judged by itself', async () => {
    const runtime = await testWorld();
    await ruleToFunction(runtime.world, { EventPattern: '{"source":["mine"]}' });
    const invoked = nextInvoke(runtime.world);
    const events = new EventBridgeClient(clientOptions(runtime));
    const answer = await events.send(
      new PutEventsCommand({
        Entries: [
          { Source: 'mine', DetailType: 'd', Detail: '{"a":1}', Time: new Date('2026-01-02T03:04:05.678Z') },
          { Source: 'mine', DetailType: 'd', Detail: '[1]' },
          { Source: 'aws.s3', DetailType: 'd', Detail: '{}' },
          { DetailType: 'd', Detail: '{}' },
        ],
      }),
    );
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
    ]);
    expect((await invoked).input).toMatchObject({ id: answer.Entries?.[0]?.EventId, time: '2026-01-02T03:04:05Z', detail: { a: 1 } });
  });
});

describe('rules', () => {
  it('are kept, listed and changed as the SDK asks', async () => {
    const events = new EventBridgeClient(clientOptions(await testWorld()));
    const { RuleArn } = await events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' }));
    expect(RuleArn).toBe('arn:aws:events:us-east-1:000000000000:rule/r');
    await events.send(
      new PutTargetsCommand({
        Rule: 'r',
        Targets: [
          { Id: '1', Arn: arnOfF },
          { Id: '2', Arn: arnOfF },
        ],
      }),
    );
    await events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: '1', Arn: arnOfF, Input: '{}' }] }));
    expect((await events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets).toEqual([
      { Id: '2', Arn: arnOfF },
      { Id: '1', Arn: arnOfF, Input: '{}' },
    ]);
    expect(await events.send(new DescribeRuleCommand({ Name: 'r' }))).toMatchObject({ Arn: RuleArn, State: 'ENABLED' });
    await expect(events.send(new DeleteRuleCommand({ Name: 'r' }))).rejects.toThrow("Rule can't be deleted since it has targets.");
    const removed = await events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['1', '2', '3'] }));
    expect(removed.FailedEntries?.map(({ TargetId }) => TargetId)).toEqual(['3']);
    await events.send(new DeleteRuleCommand({ Name: 'r' }));
    expect((await events.send(new ListRulesCommand({}))).Rules).toEqual([]);
  });

  it.each([
    [{ Name: 'r' }, 'must be specified'],
    [{ Name: 'r', EventPattern: '{"a":1}' }, 'Event pattern is not valid'],
    [{ Name: 'r', ScheduleExpression: 'rate(1 minutes)' }, 'Parameter ScheduleExpression is not valid.'],
    [{ Name: 'r', ScheduleExpression: 'cron(0 8 * * * *)' }, 'expected ? in one of day-of-month and day-of-week'],
    [{ Name: 'a b', EventPattern: '{"a":[1]}' }, 'failed to satisfy constraint'],
    [{ Name: 'r', EventPattern: '{"a":[1]}', EventBusName: 'other' }, 'Event bus other does not exist.'],
  ])('that are wrong are refused: %j', async (input, message) => {
    const events = new EventBridgeClient(clientOptions(await testWorld()));
    await expect(events.send(new PutRuleCommand(input))).rejects.toThrow(message);
  });
});

describe('a target', () => {
  const rule = { Name: 'r', Arn: 'arn:rule', EventBusName: 'default', State: 'ENABLED', targets: [] } as const;
  const event = {
    version: '0',
    id: 'i',
    'detail-type': 'd',
    source: 's',
    account: 'a',
    time: 't',
    region: 'r',
    resources: ['x'],
    detail: { n: 1, say: 'he said "no"' },
  } as const;
  const input = (target: object) => targetInput({ Id: '1', Arn: 'x', ...target }, event, rule);

  it.each([
    [{}, JSON.stringify(event)],
    [{ Input: '{"fixed":1}' }, '{"fixed":1}'],
    [{ InputPath: '$.detail' }, JSON.stringify(event.detail)],
    [{ InputPath: '$.resources[0]' }, '"x"'],
    [{ InputPath: '$.detail.absent' }, 'null'],
    [
      {
        InputTransformer: {
          InputPathsMap: { n: '$.detail.n', say: '$.detail.say' },
          InputTemplate: '{"n":<n>,"text":"it: <say>","rule":"<aws.events.rule-name>"}',
        },
      },
      '{"n":1,"text":"it: he said \\"no\\"","rule":"r"}',
    ],
    [
      {
        InputTransformer: { InputPathsMap: { id: '$.id', type: '$.detail-type' }, InputTemplate: '"<type> <id> by <aws.events.rule-arn>"' },
      },
      '"d i by arn:rule"',
    ],
    [
      { InputTransformer: { InputTemplate: '{"all":<aws.events.event.json>,"at":<aws.events.event.ingestion-time>}' } },
      `{"all":${JSON.stringify(event)},"at":"t"}`,
    ],
    [{ InputTransformer: { InputTemplate: '<aws.events.event>' } }, JSON.stringify({ ...event, detail: undefined })],
  ])('with %j gets %s', (target, expected) => {
    expect(input(target)).toBe(expected);
  });

  it('whose template has a placeholder that nothing fills is refused', async () => {
    const { world } = await testWorld();
    await world.call('events', 'PutRule', { Name: 'r', EventPattern: '{"source":["a"]}' });
    const InputTransformer = { InputPathsMap: { id: '$.id' }, InputTemplate: '"<id> <other>"' };
    const put = world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: arnOfF, InputTransformer }] });
    await expect(put).rejects.toThrow('InputTemplate for target t contains invalid placeholder other.');
  });
});
