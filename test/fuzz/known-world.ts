import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorld, type LiveWorld } from '../../local/server/create-world.ts';
import { setBuilder } from '../../local/services/codebuild/running.ts';
import { setPool } from '../../local/services/lambda/pools.ts';
import { setFleets } from '../../local/services/sagemaker/hosting/live.ts';
import { setTrainer } from '../../local/services/sagemaker/training/runs.ts';
import { MemoryStore } from '../../local/store.ts';
import { handClock } from '../unit/local/helpers/hand-clock.ts';
import type { Known } from './inputs.ts';

const account = '000000000000';
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;
const queueUrl = `http://127.0.0.1:1/${account}/known`;
const role = `arn:aws:iam::${account}:role/known`;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['lambda.amazonaws.com', 'states.amazonaws.com', 'sagemaker.amazonaws.com', 'codebuild.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
});
const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });

/** What stands in the members of these names, most of the time. */
export const known: Known = (member) => {
  if (/arn/i.test(member))
    return [
      role,
      arn('sns', 'known'),
      arn('sqs', 'known'),
      arn('lambda', 'function:known'),
      arn('states', 'stateMachine:known'),
      'arn:aws:s3:::known',
    ];
  if (/QueueUrl/i.test(member)) return [queueUrl];
  if (/url$|uri$/i.test(member)) return [queueUrl, 's3://known/known', `${account}.dkr.ecr.us-east-1.amazonaws.com/known:latest`];
  if (/^(Path|.*ParameterName)$/i.test(member)) return ['/known', '/'];
  if (/definition/i.test(member)) return [definition];
  if (/policy|document|pattern|template|body|detail|input$/i.test(member))
    return [
      trust,
      '{}',
      '{"source":["known"]}',
      '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
      'null',
      '[null]',
      '{"Statement":[null]}',
    ];
  if (/token|marker/i.test(member))
    return ['known', Buffer.from('[5]').toString('base64url'), Buffer.from('null').toString('base64url'), '1'];
  if (/schedule/i.test(member)) return ['rate(5 minutes)', 'cron(0 0 * * ? *)'];
  if (/runtime/i.test(member)) return ['nodejs24.x'];
  if (/handler/i.test(member)) return ['index.handler'];
  if (/type$/i.test(member)) return ['String', 'SecureString', 'Event', 'RequestResponse', 'ml.m5.large'];
  return ['known', '/known', 'index.cjs'];
};

export interface KnownWorld {
  readonly live: LiveWorld;
  /** What failed with no caller to go to. */
  readonly faults: unknown[];
  close(): Promise<void>;
}

/** A world that has one of everything, called `known`, and starts no process or thread: nothing of it is left when it closes. */
export async function knownWorld(): Promise<KnownWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-fuzz-'));
  const code = join(dataDir, 'code');
  mkdirSync(code);
  writeFileSync(join(code, 'index.cjs'), 'exports.handler = async () => 1;');
  const faults: unknown[] = [];
  const { clock } = handClock('2026-11-21T12:00:00Z');
  const live = createWorld({ dataDir, store: new MemoryStore(), clock, onBackgroundError: (_name, error) => void faults.push(error) });
  live.listensAt('http://127.0.0.1:1');
  const { world } = live;
  setPool(world, { invoke: async () => ({ payload: 'null', failed: false, log: [] }), stop: async () => {} });
  setBuilder(world, () => ({ end: () => {}, done: Promise.resolve() }));
  setTrainer(world, () => ({ run: async () => {}, stop: async () => {} }));
  setFleets(world, () => ({ start: async () => {}, summaries: () => [], stop: async () => {}, choose: () => undefined }));
  await live.start();
  const call = (service: Parameters<typeof world.call>[0], operation: string, input: object) => world.call(service, operation, input);
  await call('iam', 'CreateRole', { RoleName: 'known', AssumeRolePolicyDocument: trust });
  await call('sqs', 'CreateQueue', { QueueName: 'known' });
  await call('sqs', 'SendMessage', { QueueUrl: queueUrl, MessageBody: 'known' });
  await call('sns', 'CreateTopic', { Name: 'known' });
  await call('sns', 'Subscribe', { TopicArn: arn('sns', 'known'), Protocol: 'email', Endpoint: 'a@example.com' });
  await call('s3', 'CreateBucket', { Bucket: 'known' });
  await call('s3', 'PutObject', { Bucket: 'known', Key: 'known', Body: Buffer.from('known') });
  await call('ssm', 'PutParameter', { Name: '/known', Value: 'known', Type: 'String' });
  await call('logs', 'CreateLogGroup', { logGroupName: 'known' });
  await call('logs', 'CreateLogStream', { logGroupName: 'known', logStreamName: 'known' });
  await call('ecr', 'CreateRepository', { repositoryName: 'known' });
  await call('events', 'PutRule', { Name: 'known', EventPattern: '{"source":["known"]}' });
  await call('events', 'PutTargets', { Rule: 'known', Targets: [{ Id: 'known', Arn: arn('sns', 'known') }] });
  await call('lambda', 'CreateFunction', {
    FunctionName: 'known',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: role,
    Code: { Directory: code },
  });
  await call('states', 'CreateStateMachine', { name: 'known', roleArn: role, definition });
  await call('secretsmanager', 'CreateSecret', { Name: 'known', SecretString: '{"a":"b"}' });
  await call('sagemaker', 'CreateModelPackageGroup', { ModelPackageGroupName: 'known' });
  await call('codebuild', 'CreateProject', {
    name: 'known',
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {}\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { type: 'LINUX_CONTAINER', image: 'x', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: role,
  });
  await call('cloudwatch', 'PutDashboard', { DashboardName: 'known', DashboardBody: '{"widgets":[]}' });
  return {
    live,
    faults,
    close: async () => {
      await live.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
