import * as v from 'valibot';
import { emptyState, type ModelState, type Running } from '../../../lambdas/contract/model-state.ts';
import {
  type Evaluation,
  type ImageResult,
  type Release,
  type Run,
  run as runSchema,
  type TrainingResult,
  type VerificationResult,
} from '../../../lambdas/contract/payloads.ts';
import { logger } from '../../../lambdas/shared/log.ts';
import { FakeAws, FakeClock } from './fake-aws.ts';

export const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:e1';
export const packageArn = 'arn:aws:sagemaker:us-east-1:000000000000:model-package/bird-strikes/1';
const repositoryUri = '000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/bird-strikes';
const id = '20261121-120000-abcdef';
const name = `bird-strikes-${id}`;
const key = (letter: string) => letter.repeat(64);
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

/** A run of the example model; `change` says what is different. */
export function makeRun(change: Omit<Partial<Run>, 'settings'> & { settings?: object } = {}): Run {
  const { settings, ...rest } = change;
  const value = {
    id,
    model: 'bird-strikes',
    execution: { arn: executionArn, name: 'e1' },
    startedAt: '2026-11-21T12:00:00.000Z',
    token: 1,
    trigger: 'a test',
    source: { type: 'folder', bucket: 'sources', key: 's.zip', manifestKey: 's.manifest', version: '0123456789ab' },
    overrides: [],
    parameters: {},
    images: {
      training: { key: key('a'), treeKey: null, repositoryUri, job: `${name}-training-image` },
      inference: { key: key('b'), treeKey: null, repositoryUri, job: `${name}-inference-image` },
      shared: false,
    },
    names: {
      trainingJob: name,
      verification: `${name}-verification`,
      sagemakerModel: name,
      endpointConfig: name,
      endpoint: 'bird-strikes',
      modelPackageGroup: 'bird-strikes',
    },
    roles: {
      build: 'arn:aws:iam::000000000000:role/build',
      training: 'arn:aws:iam::000000000000:role/training',
      hosting: 'arn:aws:iam::000000000000:role/hosting',
    },
    release: null,
    buildspecHash: 'hash',
    ...rest,
  };
  const evaluation = { metric: 'auc', threshold: 0.7 };
  const training = { channels: { training: 's3://data/bird-strikes/training/', evaluation: 's3://data/bird-strikes/evaluation/' } };
  return v.parse(runSchema, { ...value, settings: { evaluation, training, ...settings } });
}

export const image = (letter = 'a', change: Partial<ImageResult> = {}): ImageResult => ({
  key: key(letter),
  digest: digest(letter),
  uri: `${repositoryUri}@${digest(letter)}`,
  samples: 's3://artifacts/samples/x/',
  reused: false,
  reason: 'new',
  seconds: 10,
  ...change,
});

export const trained = (change: Partial<TrainingResult> = {}): TrainingResult => ({
  job: name,
  key: 'training-key',
  artifact: `s3://artifacts/training/bird-strikes/${name}/output/model.tar.gz`,
  metrics: { auc: 0.79 },
  data: { training: 'data-1', evaluation: 'data-2' },
  reused: false,
  reason: 'new',
  seconds: 100,
  billableSeconds: 60,
  ...change,
});

export const release = (change: Partial<Release> = {}): Release => ({
  arn: packageArn,
  version: 1,
  artifact: trained().artifact,
  trainingImage: image('a').uri,
  inferenceImage: image('b').uri,
  samples: 's3://artifacts/samples/x/',
  metrics: { auc: 0.79 },
  inService: false,
  ...change,
});

export const passed: Evaluation = {
  verdict: 'passed',
  metric: 'auc',
  value: 0.79,
  threshold: 0.7,
  champion: null,
  reason: 'auc 0.79 meets it.',
};
export const verified: VerificationResult = { samples: 2, startupSeconds: 1, p50Ms: 2, p95Ms: 3, seconds: 20 };

/** What DescribeModelPackage answers for a release that another run registered. */
export const modelPackage = (change: Record<string, string> = {}, status = 'Approved') => ({
  ModelPackageArn: packageArn,
  ModelPackageVersion: 1,
  ModelApprovalStatus: status,
  InferenceSpecification: { Containers: [{ Image: image('b').uri, ModelDataUrl: trained().artifact }] },
  CustomerMetadataProperties: {
    run: 'earlier',
    model: 'bird-strikes',
    source: 'v0',
    evaluationData: 'data-2',
    'metric:auc': '0.78',
    samples: 's3://artifacts/samples/x/',
    ...change,
  },
});

/** AWS with an artifacts bucket, a clock, and what most handlers take. */
export function makeWorld() {
  const aws = new FakeAws();
  const clock = new FakeClock();
  const { client } = aws;
  const services = {
    codebuild: client,
    sagemaker: client,
    logs: client,
    sfn: client,
    sns: client,
    ecr: client,
    ssm: client,
    codecommit: client,
    runtime: client,
    s3: client,
  };
  putState(aws);
  const artifacts = { s3: client, bucket: 'artifacts' };
  const log = logger({}, () => undefined);
  const count = () => undefined;
  return { aws, clock, ...services, artifacts, topic: 'arn:aws:sns:us-east-1:000000000000:runs', log, count };
}

/** The lock of makeRun's model, held by it. */
export const heldLock: Running = {
  token: 1,
  phase: 'running',
  since: '2026-11-21T12:00:00.000Z',
  execution: { name: 'e1', arn: executionArn },
  launch: null,
  cancel: null,
  recoveries: 0,
};

/** A model state in which makeRun's run holds the lock; `change` says what is different. */
export function putState(aws: FakeAws, change: Partial<ModelState> = {}): void {
  aws.put('artifacts', 'state/bird-strikes.json', { ...emptyState, rev: 'r0', seq: 1, running: heldLock, ...change });
}

/** A champion of an earlier run in the model state. */
export function putChampion(aws: FakeAws, change: object = {}): void {
  const champion = {
    release: packageArn,
    run: 'earlier',
    endpoint: 'bird-strikes',
    endpointConfig: 'old',
    deploymentKey: 'k',
    at: '2026-11-20T00:00:00Z',
    ...change,
  };
  putState(aws, { champion });
}
