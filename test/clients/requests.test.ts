import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, inject, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { AnyOperation, Service } from '../../local/services/operation.ts';
import { services } from '../../local/services/registry.ts';
import { toyWorld } from '../e2e/support/toy-world.ts';

const clients = inject('clients');
const script = join(import.meta.dirname, 'python/check_requests.py');

interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
}

/** The world's services, which write down what every role asks of them. */
function recorded(into: Request[]): Service[] {
  return services.map((service) => ({
    ...service,
    operations: service.operations.map((operation) => recording(service, operation, into)),
  }));
}

function recording({ name: service }: Service, operation: AnyOperation, into: Request[]): AnyOperation {
  return {
    ...operation,
    run: (input, context) => {
      if (context.caller.roleArn) into.push({ service, operation: operation.name, input: plain(input) });
      return operation.run(input, context);
    },
  };
}

/** As JSON: times and bytes are named, as the models name them. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return { $is: 'timestamp' };
  if (value instanceof Uint8Array) return { $is: 'blob', length: value.length };
  if (value instanceof Readable) return { $is: 'blob' };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, plain(item)]])));
}

/** What botocore's models have against these requests. */
async function findings(requests: readonly Request[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-requests-'));
  const file = join(folder, 'requests.jsonl');
  try {
    writeFileSync(file, requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    const { stdout } = await promisify(execFile)(join(clients?.current ?? '', 'python'), [script, file], { maxBuffer: 2 ** 26 });
    return stdout.trimEnd().split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const numbered = (count: number, letter: string, value: (i: number) => unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${letter}${i}`, value(i)]));

/** Every setting that reaches a request, as far as its limit and the 4,096 bytes of a section let it go. */
const atTheLimits = {
  model: 'a-model-of-thirty-characters-x',
  triggers: { data: true, schedule: 'rate(7 days)' },
  build: {
    training: { dockerfile: 'Dockerfile', paths: ['Dockerfile', 'train.mjs'], arguments: { LONG: 'x'.repeat(900), EMPTY: '' } },
    inference: { dockerfile: 'inference.Dockerfile', paths: ['inference.Dockerfile', 'serve.mjs'] },
    computeType: 'BUILD_GENERAL1_LARGE',
    timeoutMinutes: 480,
  },
  training: {
    instanceType: 'ml.p6-b200.48xlarge',
    instanceCount: 20,
    volumeSizeGb: 16_384,
    maxRuntimeSeconds: 28 * 86_400,
    channels: { evaluation: 'training/', ...numbered(19, 'a-channel.', () => 'training/') },
    hyperparameters: { behaviour: 'good', accuracy: 0.9, ...numbered(98, 'h', (i) => (i === 0 ? '' : 'ü')) },
    environment: { _: 'a\nb', ...numbered(99, 'E', () => '') },
    metrics: [
      { name: 'accuracy', regex: '(?i)ACCURACY=([^;]+);' },
      { name: 'a name, with: every#thing(é)', regex: 'accuracy=(.*?);' },
      ...Array.from({ length: 20 }, (_, i) => ({ name: `m${i}`, regex: '(1)' })),
    ],
  },
  evaluation: { metric: 'accuracy', threshold: 0.5 },
  deployment: {
    endpointName: `an-endpoint-${'x'.repeat(51)}`,
    instanceType: 'ml.m8g.medium',
    instanceCount: 100,
    environment: { LONG: 'y'.repeat(1024), ...numbered(99, 'e', () => 'a\tb') },
    startupTimeoutSeconds: 3600,
    maxLatencyMs: 60_000,
  },
};

it.skipIf(!clients)(
  "sends nothing in a run and a rollback, with every setting at its limit, that AWS's own service models would refuse",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-limits-'));
    cpSync(join(import.meta.dirname, '../fixtures/models/toy'), folder, { recursive: true });
    writeFileSync(join(folder, 'trainyard.yml'), stringify(atTheLimits));
    const tags = Array.from({ length: 40 }, (_, i) => `team ${i}/k@x:y=${i === 0 ? 'ü'.repeat(255) : 'ml + ops'}`).join(',');
    const network = [
      `subnets=${Array.from({ length: 16 }, (_, i) => `subnet-${i}a`).join(',')}`,
      `securityGroups=${[1, 2, 3, 4, 5].map((i) => `sg-${i}`).join(',')}`,
    ];
    const context = [`tags=${tags}`, 'kmsKey=arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab', ...network];
    const requests: Request[] = [];
    const options = context.flatMap((pair) => ['--context', pair]);
    const world = await toyWorld(undefined, [folder], options, undefined, recorded(requests));
    onTestFinished(async () => {
      await world.close();
      rmSync(folder, { recursive: true });
    });
    const { model } = atTheLimits;
    const variables = await world.runtime.world.call<{ Environment: { Variables: { DATA_BUCKET: string } } }>(
      'lambda',
      'GetFunctionConfiguration',
      {
        FunctionName: 'trainyard-prepare',
      },
    );
    const Bucket = variables.Environment.Variables.DATA_BUCKET;
    await world.s3.send(new PutObjectCommand({ Bucket, Key: `${model}/training/rows.csv`, Body: 'a\n1\n' }));

    expect(await world.run({ model })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await world.run({ model, release: '1', options: { deployment: { maxLatencyMs: 59_000 } } })).toMatchObject({
      status: 'SUCCEEDED',
    });
    expect(world.faults).toEqual([]);
    const sent = [...requests];
    const asked = new Set(sent.map(({ service, operation }) => `${service}:${operation}`));
    const decisive = ['CreateTrainingJob', 'CreateModelPackage', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'];
    expect([...asked]).toEqual(
      expect.arrayContaining([...decisive.map((name) => `sagemaker:${name}`), 'codebuild:StartBuild', 'ecr:PutImage', 'sns:Publish']),
    );
    expect(await findings(sent)).toEqual([`${sent.length} requests`]);
  },
  300_000,
);

it.skipIf(!clients)('hears of every kind of value that AWS would refuse', async () => {
  const job = {
    TrainingJobName: 'a b',
    HyperParameters: { a: 'x\ny' },
    Environment: { 'A-B': 'x' },
    InputDataConfig: [],
    Tags: [{ Key: 'a', Value: '😀#' }],
  };
  const wrong = [
    { service: 'sagemaker', operation: 'CreateTrainingJob', input: { ...job, StoppingCondition: { MaxRuntimeInSeconds: 0 }, Nothing: 1 } },
    { service: 'sagemaker', operation: 'CreateEndpoint', input: { EndpointName: 'x'.repeat(64), EndpointConfigName: 'c', Tags: 'none' } },
    {
      service: 'codebuild',
      operation: 'StartBuild',
      input: { projectName: 'p', computeTypeOverride: 'HUGE', timeoutInMinutesOverride: 1.5 },
    },
  ];
  const found = await findings(wrong);
  for (const text of [
    'CreateTrainingJob: OutputDataConfig is missing',
    'CreateTrainingJob: RoleArn is missing',
    'CreateTrainingJob.TrainingJobName: "a b" does not match',
    'CreateTrainingJob.HyperParameters.a: "x\\ny" does not match .*',
    'CreateTrainingJob.Environment{key}: "A-B" does not match',
    'CreateTrainingJob.InputDataConfig: 0 entries',
    'CreateTrainingJob.Tags[].Value:',
    'CreateTrainingJob.StoppingCondition.MaxRuntimeInSeconds: 0',
    'CreateTrainingJob: Nothing is unknown',
    'CreateEndpoint.EndpointName: 64 characters',
    'CreateEndpoint.EndpointName: "x',
    'CreateEndpoint.Tags: expected a list',
    'StartBuild.computeTypeOverride: "HUGE" is none of',
    'StartBuild.timeoutInMinutesOverride: expected a number, got 1.5',
    '3 requests',
  ])
    expect(found).toContainEqual(expect.stringContaining(text));
  expect(found).toHaveLength(15);
});
