import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { counter } from '../../lambdas/shared/metric.ts';
import { deployAssembly } from '../../local/cloudformation/index.ts';
import { type Runtime, startWorld } from '../../local/runtime.ts';
import type { Mail } from '../../local/world.ts';
import { modelFolder, settingsOf, synthesize } from './synthesize.ts';

let runtime: Runtime;
let stateMachineArn: string;
const mails: Mail[] = [];
const options = () => ({
  endpoint: runtime.endpointUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

beforeAll(async () => {
  runtime = await startWorld({ dataDir: mkdtempSync(join(tmpdir(), 'trainyard-alarms-')) });
  runtime.onMail((mail) => void mails.push(mail));
  const { outdir } = synthesize('--models', modelFolder(settingsOf('birds')), '--email', 'team@example.com');
  const { stacks } = await deployAssembly(runtime.world, outdir);
  stateMachineArn = stacks[0]?.outputs.StateMachineArn as string;
});
afterAll(() => runtime?.stop());

const states = async () => {
  const { MetricAlarms = [] } = await new CloudWatchClient(options()).send(new DescribeAlarmsCommand({}));
  return Object.fromEntries(MetricAlarms.map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
};

async function eventually<T>(question: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let round = 0; round < 1000; round++) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('no answer within ten seconds');
}

it('a run that a person stops rings nothing; one that fails rings the alarm of the stacks, and its own mail is the only one', async () => {
  const sfn = new SFNClient(options());
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  await sfn.send(new StopExecutionCommand({ executionArn }));
  await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"model": "bords"}' }));
  await eventually(async () => (await states())['trainyard-run-failed'] === 'ALARM' || undefined);
  await eventually(() => mails.find(({ subject }) => subject.includes('failed')));
  expect(mails.filter(({ subject }) => subject.startsWith('ALARM'))).toEqual([]);
  const { points } = runtime.world.store
    .table<{ MetricName: string; points: { sum: number }[] }>('cloudwatch/metrics')
    .values()
    .find(({ MetricName }) => MetricName === 'ExecutionsFailed') as { points: { sum: number }[] };
  expect(points.map(({ sum }) => sum)).toEqual([1]);
});

it('the dashboard is there as the template has it', async () => {
  const { DashboardBody = '' } = await new CloudWatchClient(options()).send(new GetDashboardCommand({ DashboardName: 'trainyard' }));
  expect(JSON.parse(DashboardBody).widgets.length).toBeGreaterThan(10);
});

/** Writes metrics as the functions do: lines in a log, so many minutes ago. */
async function measured(installation: string, metric: string, value: number, ...minutesAgo: number[]): Promise<void> {
  const { world } = runtime;
  const logGroupName = '/aws/lambda/trainyard-sweep';
  const logStreamName = `${installation}-${metric}-${value}`;
  await world.call('logs', 'CreateLogStream', { logGroupName, logStreamName });
  const lines: string[] = [];
  for (const minutes of minutesAgo) {
    const now = () => world.clock.now() - minutes * 60_000;
    counter({ now }, installation, (line) => void lines.push(line))(metric, {}, { value });
  }
  const logEvents = lines.map((message) => ({ timestamp: world.clock.now(), message }));
  await world.call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
}

it('a stuck lock rings, and another installation’s does not', async () => {
  await measured('other', 'RecoveriesFailed', 1, 0);
  expect((await states())['trainyard-locked']).not.toBe('ALARM');
  await measured('trainyard', 'RecoveriesFailed', 1, 0);
  expect((await states())['trainyard-locked']).toBe('ALARM');
});

it('what bills without a run rings after three quarters of an hour, and not when it was gone in between', async () => {
  await measured('trainyard', 'StillBilling', 2, 20, 8, 1);
  expect((await states())['trainyard-still-billing']).not.toBe('ALARM');
  await measured('trainyard', 'StillBilling', 1, 42, 35);
  expect((await states())['trainyard-still-billing']).toBe('ALARM');
  await measured('trainyard', 'StillBilling', 0, 0);
  expect((await states())['trainyard-still-billing']).toBe('OK');
});

it('an endpoint whose requests fail rings its alarm', async () => {
  const dimensions = { EndpointName: 'birds', VariantName: 'AllTraffic' };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const put = (MetricName: string, Values: number[]) =>
    runtime.world.call('cloudwatch', 'PutMetricData', { Namespace: 'AWS/SageMaker', MetricData: [{ MetricName, Dimensions, Values }] });
  await put('Invocation5XXErrors', [1, 1, 1, 1]);
  expect((await states())['trainyard-birds-endpoint-errors']).not.toBe('ALARM');
  await put('Invocation5XXErrors', [1]);
  expect((await states())['trainyard-birds-endpoint-errors']).toBe('ALARM');
});
