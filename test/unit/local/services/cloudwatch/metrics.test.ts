import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type MetricDatum,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const start = '2026-11-21T06:00:00.000Z';
const Namespace = 'Trainyard';
const at = (seconds: number) => new Date(Date.parse(start) + seconds * 1000);

async function metricsWorld(dataDir = temporaryFolder()) {
  const hand = handClock(start);
  const runtime = await testWorld({ dataDir, clock: hand.clock });
  const client = new CloudWatchClient(clientOptions(runtime));
  return { ...hand, runtime, world: runtime.world, client, dataDir };
}

const put = (client: CloudWatchClient, ...MetricData: MetricDatum[]) => client.send(new PutMetricDataCommand({ Namespace, MetricData }));

async function read(client: CloudWatchClient, MetricName: string, Dimensions: Record<string, string> = {}, Period = 60) {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: Object.entries(Dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: at(-86_400),
      EndTime: at(86_400),
      Period,
      Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'],
    }),
  );
  return Datapoints;
}

describe('metrics that are put', () => {
  it('are summed up by period, dimensions in any order, however the values come', async () => {
    const { client } = await metricsWorld();
    const Dimensions = [
      { Name: 'Model', Value: 'birds' },
      { Name: 'Outcome', Value: 'failed' },
    ];
    const MetricName = 'Runs';
    await put(client, { MetricName, Dimensions, Value: 2, Unit: 'Count', Timestamp: at(1) });
    await put(client, {
      MetricName,
      Dimensions: [...Dimensions].reverse(),
      Values: [1, 4],
      Counts: [2, 1],
      Unit: 'Count',
      Timestamp: at(59),
    });
    const StatisticValues = { SampleCount: 3, Sum: 9, Minimum: 1, Maximum: 5 };
    await put(client, { MetricName, Dimensions, StatisticValues, Unit: 'Count', Timestamp: at(61) });
    expect(await read(client, MetricName, { Outcome: 'failed', Model: 'birds' })).toEqual([
      { Timestamp: at(0), Unit: 'Count', Sum: 8, Average: 2, Minimum: 1, Maximum: 4, SampleCount: 4 },
      { Timestamp: at(60), Unit: 'Count', Sum: 9, Average: 3, Minimum: 1, Maximum: 5, SampleCount: 3 },
    ]);
    expect(await read(client, MetricName, { Model: 'birds' })).toEqual([]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace, Dimensions: [{ Name: 'Model' }] }));
    expect(Metrics).toMatchObject([{ Namespace, MetricName }]);
    expect((await client.send(new ListMetricsCommand({ MetricName: 'Other' }))).Metrics).toEqual([]);
  });

  it('outlive a restart, but not three hours', async () => {
    const { client, runtime, dataDir } = await metricsWorld();
    await put(client, { MetricName: 'Runs', Value: 1, Timestamp: at(-3 * 3600 + 120) }, { MetricName: 'Runs', Value: 1 });
    await put(client, { MetricName: 'Runs', Value: 1, Timestamp: at(-3 * 3600 - 120) });
    await runtime.stop();
    const next = await metricsWorld(dataDir);
    expect((await read(next.client, 'Runs')).map(({ Timestamp }) => Timestamp)).toEqual([at(-3 * 3600 + 120), at(0)]);
    next.advance(600_000);
    await put(next.client, { MetricName: 'Runs', Value: 1 });
    expect((await read(next.client, 'Runs')).map(({ Timestamp }) => Timestamp)).toEqual([at(0), at(600)]);
  });

  it('may come compressed, as the client sends many', async () => {
    const { client } = await metricsWorld();
    await put(client, ...Array.from({ length: 200 }, (_, i) => ({ MetricName: `a-metric-with-a-long-name-${i}`, Value: i })));
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toHaveLength(200);
  });

  it('need a value', async () => {
    const { client } = await metricsWorld();
    await expect(put(client, { MetricName: 'Runs' })).rejects.toMatchObject({ name: 'InvalidParameterCombinationException' });
  });

  it('are allowed by namespace', async () => {
    const { runtime, world } = await metricsWorld();
    const Condition = { StringEquals: { 'cloudwatch:namespace': Namespace } };
    const role = await makeRole(world, 'r', [{ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*', Condition }]);
    const client = new CloudWatchClient(clientOptions(runtime, world.credentials(role)));
    await put(client, { MetricName: 'Runs', Value: 1 });
    const other = new PutMetricDataCommand({ Namespace: 'Other', MetricData: [{ MetricName: 'Runs', Value: 1 }] });
    await expect(client.send(other)).rejects.toThrow('not authorized to perform: cloudwatch:PutMetricData');
  });
});

describe('the embedded metric format', () => {
  const line = (members: object, directive: object = {}) =>
    JSON.stringify({
      _aws: {
        Timestamp: Date.parse(start),
        CloudWatchMetrics: [{ Namespace, Dimensions: [['Model'], []], Metrics: [{ Name: 'Refused', Unit: 'Count' }], ...directive }],
      },
      ...members,
    });

  it('in any log line gives a value for each set of dimensions', async () => {
    const { client, world } = await metricsWorld();
    world.log('/a', 's', ['a line', line({ Model: 'birds', Refused: 1 }), line({ Model: 'bees', Refused: [2, 3] }), '{"_aws": broken']);
    await world.call('logs', 'PutLogEvents', {
      logGroupName: '/a',
      logStreamName: 's',
      logEvents: [{ timestamp: Date.parse(start), message: `2026-11-21T06:00:00Z\tid\tINFO\t${line({ Model: 'birds', Refused: 5 })}` }],
    });
    expect(await read(client, 'Refused', { Model: 'birds' })).toMatchObject([{ Sum: 6, SampleCount: 2, Unit: 'Count' }]);
    expect(await read(client, 'Refused')).toMatchObject([{ Sum: 11, SampleCount: 4 }]);
  });

  it('leaves out what is no number', async () => {
    const { client, world } = await metricsWorld();
    world.log('/a', 's', [line({ Model: 'birds', Refused: 'one' }), line({ Model: 'birds' }), line({}, { Metrics: undefined })]);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });

  it('leaves out what only looks like it: no line that a program prints can end the world', async () => {
    const { client, world } = await metricsWorld();
    const odd = [{ CloudWatchMetrics: [null] }, { CloudWatchMetrics: [{ Namespace: 5 }] }, { Timestamp: 1e300 }];
    const directives = [{ Dimensions: [5] }, { Dimensions: 5 }, { Metrics: 5 }, { Metrics: [null] }, { Namespace: null }];
    world.log('/a', 's', [
      ...odd.map((change) => JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [], ...change }, Refused: 1 })),
      ...directives.map((directive) => line({ Refused: 1 }, directive)),
      line({ Refused: Array.from({ length: 200_000 }, () => 1) }),
    ]);
    expect((await client.send(new ListMetricsCommand({}))).Metrics).toEqual([]);
  });

  it('works from a function that writes to its log', async () => {
    const { client, world } = await metricsWorld();
    const write = `process.stdout.write(${JSON.stringify(`${line({ Model: 'birds', Refused: 7 })}\n`)})`;
    await makeFunction(world, 'f', `exports.handler = async () => { ${write}; };`);
    await world.call('lambda', 'Invoke', { FunctionName: 'f' });
    await expect.poll(() => read(client, 'Refused', { Model: 'birds' })).toMatchObject([{ Sum: 7 }]);
  });
});
