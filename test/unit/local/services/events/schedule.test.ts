import { expect, it } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { temporaryFolder, testWorld } from '../../helpers/world.ts';

/** The times at which a rule named `r` publishes to its topic, as `hh:mm`. */
function ringing(world: World): string[] {
  const times: string[] = [];
  const call = world.call;
  (world as { call: World['call'] }).call = (service, operation, input, caller) => {
    if (operation === 'Publish') times.push(JSON.parse((input as { Message: string }).Message).time.slice(11, 16));
    return call(service, operation, input, caller) as never;
  };
  return times;
}

async function putRule(world: World, ScheduleExpression: string, State = 'ENABLED'): Promise<void> {
  const { RuleArn } = await world.call<{ RuleArn: string }>('events', 'PutRule', { Name: 'r', ScheduleExpression, State });
  const Policy = JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } },
      },
    ],
  });
  const { TopicArn } = await world.call<{ TopicArn: string }>('sns', 'CreateTopic', { Name: 't', Attributes: { Policy } });
  await world.call('events', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn }] });
}

const minutes = (count: number) => count * 60_000;
const settled = () => new Promise(setImmediate);

it('a rate keeps its phase over a restart, and does not make up for what it missed', async () => {
  const dataDir = temporaryFolder();
  const { clock, advance } = handClock('2026-11-21T06:01:00Z');
  const first = await testWorld({ dataDir, clock });
  const before = ringing(first.world);
  await putRule(first.world, 'rate(10 minutes)');
  advance(minutes(25));
  await settled();
  expect(before).toEqual(['06:11', '06:21']);
  await first.stop();
  advance(minutes(37)); // 07:03
  const second = await testWorld({ dataDir, clock });
  const after = ringing(second.world);
  advance(minutes(20));
  await settled();
  expect(after).toEqual(['07:11', '07:21']);
});

it('a rate goes on when its rule is put again unchanged, and starts anew when it changed', async () => {
  const { clock, advance } = handClock('2026-11-21T06:00:00Z');
  const { world } = await testWorld({ clock });
  const times = ringing(world);
  await putRule(world, 'rate(10 minutes)');
  advance(minutes(7));
  await putRule(world, 'rate(10 minutes)');
  advance(minutes(7)); // 06:14
  await putRule(world, 'rate(5 minutes)');
  advance(minutes(6)); // 06:20
  await putRule(world, 'rate(5 minutes)', 'DISABLED');
  advance(minutes(60));
  await settled();
  expect(times).toEqual(['06:10', '06:19']);
});

it('cron comes when the calendar says, also after more days than a timer can hold', async () => {
  const { clock, advance } = handClock('2026-11-21T06:01:00Z');
  const { world } = await testWorld({ clock });
  const times = ringing(world);
  await putRule(world, 'cron(30 7 1 2 ? 2027)');
  advance(minutes(60 * 24 * 71));
  await settled();
  expect(times).toEqual([]);
  advance(minutes(60 * 24 * 365));
  await settled();
  expect(times).toEqual(['07:30']);
});
