import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { Mail, World } from '../../../../../local/world.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const start = '2026-11-21T06:00:30.000Z';
const arn = 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:birds-stuck';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:runs';
const alarm: PutMetricAlarmInput = {
  AlarmName: 'birds-stuck',
  AlarmDescription: 'Recovery of birds failed three times',
  Namespace: 'Trainyard',
  MetricName: 'RecoveryFailed',
  Dimensions: [{ Name: 'Model', Value: 'birds' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [topicArn],
  OKActions: [topicArn],
};

async function alarmWorld(options: Parameters<typeof testWorld>[0] = {}) {
  const hand = handClock(start);
  const dataDir = options.dataDir ?? temporaryFolder();
  const runtime = await testWorld({ ...options, dataDir, clock: hand.clock });
  const client = new CloudWatchClient(clientOptions(runtime));
  const mails: Mail[] = [];
  runtime.onMail((mail) => void (mail.subject.includes('birds-stuck') && mails.push(mail)));
  const put = async (Value: number, model = 'birds') => {
    const datum = { MetricName: 'RecoveryFailed', Dimensions: [{ Name: 'Model', Value: model }], Value };
    await client.send(new PutMetricDataCommand({ Namespace: 'Trainyard', MetricData: [datum] }));
  };
  const described = async () => (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms?.[0];
  return { ...hand, runtime, world: runtime.world, client, mails, put, described, dataDir };
}

/** A topic that CloudWatch may publish to for this alarm, with one confirmed mailbox. */
async function topic(world: World, sourceArn = arn): Promise<void> {
  const Condition = { ArnEquals: { 'aws:SourceArn': sourceArn } };
  const Principal = { Service: 'cloudwatch.amazonaws.com' };
  const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sns:Publish', Resource: topicArn, Condition }] });
  await world.call('sns', 'CreateTopic', { Name: 'runs', Attributes: { Policy } });
  await world.call('sns', 'Subscribe', { TopicArn: topicArn, Protocol: 'email', Endpoint: 'a@example.com' });
  const [pending] = world.store.table<{ pending?: { token: string } }>('sns/subscriptions').values();
  await world.call('sns', 'ConfirmSubscription', { TopicArn: topicArn, Token: pending?.pending?.token });
}

/** What SNS is asked to publish from now on. */
function published(world: World): { Subject: string; Message: string }[] {
  const inputs: { Subject: string; Message: string }[] = [];
  const call = world.call;
  (world as { call: World['call'] }).call = (service, operation, input, caller) => {
    if (operation === 'Publish') inputs.push(input as (typeof inputs)[number]);
    return call(service, operation, input, caller) as never;
  };
  return inputs;
}

describe('an alarm', () => {
  it('rings when a datum breaches, and again when none has come for a while', async () => {
    const { client, world, put, described, advance, mails } = await alarmWorld();
    await topic(world);
    const messages = published(world);
    await client.send(new PutMetricAlarmCommand(alarm));
    expect(await described()).toMatchObject({
      StateValue: 'INSUFFICIENT_DATA',
      StateReason: 'Unchecked: Initial alarm creation',
      AlarmArn: arn,
    });
    await put(1, 'bees');
    expect((await described())?.StateValue).toBe('INSUFFICIENT_DATA');
    await put(1);
    const reason =
      'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (21/11/26 06:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).';
    expect(await described()).toMatchObject({ StateValue: 'ALARM', StateReason: reason, StateUpdatedTimestamp: new Date(start) });
    expect(messages[0]?.Subject).toBe('ALARM: "birds-stuck" in US East (N. Virginia)');
    expect(JSON.parse(JSON.parse(messages[0]?.Message ?? '').default)).toEqual({
      AlarmName: 'birds-stuck',
      AlarmDescription: 'Recovery of birds failed three times',
      AWSAccountId: '000000000000',
      AlarmConfigurationUpdatedTimestamp: '2026-11-21T06:00:30.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason: reason,
      StateChangeTime: '2026-11-21T06:00:30.000+0000',
      Region: 'US East (N. Virginia)',
      AlarmArn: arn,
      OldStateValue: 'INSUFFICIENT_DATA',
      OKActions: [topicArn],
      AlarmActions: [topicArn],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'RecoveryFailed',
        Namespace: 'Trainyard',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Unit: null,
        Dimensions: [{ value: 'birds', name: 'Model' }],
        Period: 60,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'notBreaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
    await put(1);
    // Two more periods than the alarm names are looked at before data is missing.
    advance(180_000);
    expect(await described()).toMatchObject({ StateValue: 'ALARM' });
    advance(60_000);
    expect(await described()).toMatchObject({ StateValue: 'OK' });
    advance(600_000);
    await expect.poll(() => mails.length).toBe(2);
    expect(mails.map(({ subject }) => subject)).toEqual([
      'ALARM: "birds-stuck" in US East (N. Virginia)',
      'OK: "birds-stuck" in US East (N. Virginia)',
    ]);
    expect(mails[0]?.text).toContain('- Timestamp:                  Saturday 21 November, 2026 06:00:30 UTC');
    expect(mails[0]?.text).toContain('- Dimensions:                          [Model = birds]');
  });

  it('does not flap between a measurement a minute and its own looks, whatever second they fall in, late ones and one left out', async () => {
    const { client, world, put, advance } = await alarmWorld();
    const messages = published(world);
    await topic(world);
    await client.send(new PutMetricAlarmCommand({ ...alarm, Statistic: 'Maximum' }));
    await put(1);
    for (const seconds of [50, 63, 70, 59, 61, 119, 60, 41, 90]) {
      advance(seconds * 1000);
      await put(1);
    }
    expect(messages).toHaveLength(1);
    // It is over, and measured to be.
    for (let i = 0; i < 3; i++) {
      advance(60_000);
      await put(0);
    }
    expect(messages.map(({ Subject }) => Subject.split(':')[0])).toEqual(['ALARM', 'OK']);
  });

  it('does not flap while the sum of a minute grows', async () => {
    const { client, world, put, advance } = await alarmWorld();
    const messages = published(world);
    await topic(world);
    await client.send(new PutMetricAlarmCommand({ ...alarm, Threshold: 3 }));
    for (let i = 0; i < 30; i++) {
      await put(1);
      advance(10_000);
    }
    expect(messages.map(({ Subject }) => Subject.split(':')[0])).toEqual(['OK', 'ALARM']);
    await client.send(new PutMetricAlarmCommand({ ...alarm, ComparisonOperator: 'LessThanThreshold', Threshold: 3 }));
    for (let i = 0; i < 30; i++) {
      await put(1);
      advance(10_000);
    }
    expect(messages.map(({ Subject }) => Subject.split(':')[0])).toEqual(['OK', 'ALARM', 'OK']);
  });

  it('tells the bus', async () => {
    const { client, world, put } = await alarmWorld();
    const events: Parameters<World['emit']>[0][] = [];
    const emit = world.emit;
    (world as { emit: World['emit'] }).emit = (event) => {
      events.push(event);
      emit(event);
    };
    await client.send(new PutMetricAlarmCommand({ ...alarm, AlarmActions: [] }));
    await put(2);
    expect(events).toMatchObject([
      {
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [arn],
        detail: {
          alarmName: 'birds-stuck',
          state: { value: 'ALARM', timestamp: '2026-11-21T06:00:30.000+0000' },
          previousState: { value: 'INSUFFICIENT_DATA' },
          configuration: {
            description: alarm.AlarmDescription,
            metrics: [
              {
                metricStat: {
                  metric: { dimensions: { Model: 'birds' }, name: 'RecoveryFailed', namespace: 'Trainyard' },
                  period: 60,
                  stat: 'Sum',
                },
                returnData: true,
              },
            ],
          },
        },
      },
    ]);
    const { reasonData } = (events[0]?.detail.state ?? {}) as { reasonData: string };
    expect(JSON.parse(reasonData)).toMatchObject({ recentDatapoints: [2], threshold: 1 });
  });

  it('goes on watching after a restart, and stops when it is deleted', async () => {
    const first = await alarmWorld();
    await first.client.send(new PutMetricAlarmCommand({ ...alarm, AlarmActions: [], OKActions: [] }));
    await first.put(1);
    await first.runtime.stop();
    const { client, advance, described } = await alarmWorld({ dataDir: first.dataDir });
    expect((await described())?.StateValue).toBe('ALARM');
    advance(240_000);
    expect((await described())?.StateValue).toBe('OK');
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['birds-stuck'] }));
    advance(120_000);
    expect(await described()).toBeUndefined();
    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ['birds-stuck'] }))).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('is kept out by a topic whose policy does not name it', async () => {
    const failures: unknown[] = [];
    const onBackgroundError = (_name: string, error: unknown) => void failures.push((error as Error).message);
    const { client, world, put, mails } = await alarmWorld({ onBackgroundError });
    await topic(world, `${arn}-other`);
    await client.send(new PutMetricAlarmCommand(alarm));
    await put(1);
    await expect
      .poll(() => failures)
      .toEqual([expect.stringContaining('cloudwatch.amazonaws.com is not authorized to perform: sns:Publish')]);
    expect(mails).toEqual([]);
  });

  it('acts when its state is set by hand, not when its actions are off, and is corrected when it looks again', async () => {
    const { client, world, advance, described } = await alarmWorld();
    const messages = published(world);
    await topic(world);
    const set = () => client.send(new SetAlarmStateCommand({ AlarmName: 'birds-stuck', StateValue: 'ALARM', StateReason: 'a test' }));
    await expect(set()).rejects.toMatchObject({ name: 'ResourceNotFound' });
    await client.send(new PutMetricAlarmCommand({ ...alarm, OKActions: [] }));
    await set();
    expect(messages).toHaveLength(1);
    advance(60_000);
    expect((await described())?.StateValue).toBe('OK');
    await client.send(new PutMetricAlarmCommand({ ...alarm, ActionsEnabled: false }));
    await set();
    expect(messages).toHaveLength(1);
    expect((await described())?.StateReason).toBe('a test');
  });

  it('is refused where this world could not do what it asks', async () => {
    const { client } = await alarmWorld();
    const action = { ...alarm, AlarmActions: ['arn:aws:lambda:us-east-1:000000000000:function:f'] };
    await expect(client.send(new PutMetricAlarmCommand(action))).rejects.toThrow('no alarm actions but SNS topics');
    await expect(client.send(new PutMetricAlarmCommand({ ...alarm, EvaluationPeriods: 181 }))).rejects.toThrow('three hours');
  });
});

it('a long name is cut in the subject, which SNS takes up to 99 characters of', async () => {
  const { client, world } = await alarmWorld();
  const messages = published(world);
  await topic(world, '*');
  const AlarmName = 'x'.repeat(200);
  await client.send(new PutMetricAlarmCommand({ ...alarm, AlarmName, ActionsEnabled: true }));
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }));
  expect(messages[0]?.Subject).toHaveLength(99);
  expect(messages[0]?.Subject).toMatch(/^ALARM: "x+\.\.\." in US East \(N\. Virginia\)$/);
});

describe('an alarm on a percentile', () => {
  const slow: PutMetricAlarmInput = {
    ...alarm,
    Statistic: undefined,
    ExtendedStatistic: 'p95',
    Threshold: 100,
    OKActions: [],
    AlarmActions: [],
  };
  const values = (slowest: number[]) => [...Array.from({ length: 20 - slowest.length }, () => 1), ...slowest];

  it('looks at the slowest values, and at no single one', async () => {
    const { client, described } = await alarmWorld();
    await client.send(new PutMetricAlarmCommand(slow));
    const put = (Values: number[]) =>
      client.send(
        new PutMetricDataCommand({
          Namespace: 'Trainyard',
          MetricData: [{ MetricName: 'RecoveryFailed', Dimensions: slow.Dimensions, Values }],
        }),
      );
    await put(values([500]));
    expect((await described())?.StateValue).not.toBe('ALARM');
    await put(values([500, 500, 500]));
    expect(await described()).toMatchObject({ StateValue: 'ALARM', ExtendedStatistic: 'p95' });
  });

  it('has either of the two statistics', async () => {
    const { client } = await alarmWorld();
    for (const wrong of [
      { ...slow, Statistic: 'Sum' as const },
      { ...slow, ExtendedStatistic: undefined },
    ])
      await expect(client.send(new PutMetricAlarmCommand(wrong))).rejects.toThrow('either Statistic or ExtendedStatistic');
  });
});
