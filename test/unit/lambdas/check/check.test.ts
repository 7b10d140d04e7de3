import { describe, expect, it } from 'vitest';
import { check } from '../../../../lambdas/check/check.ts';
import type { Job } from '../../../../lambdas/contract/payloads.ts';
import { awsError, type FakeAws } from '../fake-aws.ts';
import { image, makeRun, makeWorld } from '../fixtures.ts';

const run = makeRun();
const jobs = {
  image: { kind: 'image', name: run.images.inference.job, id: 'build:1', startedAt: '2026-11-21T12:00:00Z' },
  training: { kind: 'training', name: run.names.trainingJob, id: run.names.trainingJob, startedAt: '2026-11-21T12:00:00Z' },
  verification: { kind: 'verification', name: run.names.verification, id: 'build:2', startedAt: '2026-11-21T12:00:00Z' },
  deployment: { kind: 'deployment', name: 'bird-strikes', id: run.names.endpointConfig, startedAt: '2026-11-21T12:00:00Z' },
} as const satisfies Record<string, Job>;

function putData(aws: FakeAws): void {
  for (const channel of ['training', 'evaluation']) aws.put('data', `bird-strikes/${channel}/data.csv`, channel);
}

/** Lets `check` look at a job once, and gives back what the waiting state was told. */
async function checked(job: Job, answers: Record<string, object>, made = makeWorld()) {
  if (made.aws.objects.size === 0) putData(made.aws);
  made.aws
    .on('SendTaskSuccess', {})
    .on('SendTaskFailure', {})
    .on('DescribeLogStreams', { logStreams: [{ logStreamName: 's' }] });
  made.aws.on('GetLogEvents', { events: [{ message: 'epoch 1\n' }, { message: 'no positives' }] });
  for (const [operation, answer] of Object.entries(answers)) made.aws.on(operation, answer);
  await check({ token: 'token', run, job }, made);
  const [success] = made.aws.calls<{ taskToken: string; output: string }>('SendTaskSuccess');
  const [failure] = made.aws.calls<{ taskToken: string; error: string; cause: string }>('SendTaskFailure');
  return { ...made, result: success && JSON.parse(success.output), failure };
}

const time = (seconds: number) => new Date(Date.parse('2026-11-21T12:00:00Z') + seconds * 1000);
const built = (exports: Record<string, string>, change: object = {}) => ({
  builds: [
    {
      buildStatus: 'SUCCEEDED',
      startTime: time(0),
      endTime: time(42),
      logs: { groupName: 'g', streamName: 's' },
      exportedEnvironmentVariables: Object.entries(exports).map(([name, value]) => ({ name, value })),
      ...change,
    },
  ],
});
const imageExports = {
  IMAGE_KEY: image('b').key,
  IMAGE_DIGEST: image('b').digest,
  IMAGE_REUSED: 'false',
  SAMPLES_URI: 's3://artifacts/samples/x/',
};

describe('check', () => {
  it('keeps the token and answers nothing while the job runs', async () => {
    const { aws, result, failure } = await checked(jobs.image, { BatchGetBuilds: { builds: [{ buildStatus: 'IN_PROGRESS' }] } });
    expect([result, failure]).toEqual([undefined, undefined]);
    expect(aws.json('artifacts', `jobs/build/${jobs.image.name}.json`)).toMatchObject({ token: 'token', job: jobs.image });
  });

  it('keeps whether the waiting state knows that events arrive', async () => {
    const made = makeWorld();
    made.aws.on('DescribeTrainingJob', { TrainingJobStatus: 'InProgress' });
    await check({ token: 'token', run, job: jobs.training, heard: false }, made);
    expect(made.aws.json('artifacts', `jobs/training/${jobs.training.name}.json`)).toMatchObject({ heard: false });
  });

  it.each(['TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken'])('takes %s for a token that was spent', async (name) => {
    const made = makeWorld();
    const answers = {
      BatchGetBuilds: built(imageExports),
      SendTaskSuccess: () => {
        throw awsError(name);
      },
    };
    await expect(checked(jobs.image, answers, made)).resolves.toBeDefined();
  });
});

describe('an image', () => {
  it('that was built is answered and remembered under its key', async () => {
    const { aws, result } = await checked(jobs.image, { BatchGetBuilds: built(imageExports) });
    expect(result).toEqual({ ...image('b'), reason: expect.stringContaining('no image of key bbbbbbbbbbbb'), seconds: 42 });
    expect(aws.json('artifacts', `images/${image('b').key}.json`)).toMatchObject({ digest: image('b').digest, run: run.id });
    expect(aws.json('artifacts', 'images/latest/bird-strikes-inference.json')).toEqual({ uri: image('b').uri });
  });

  it('that the build found in the repository counts as reused', async () => {
    const { result } = await checked(jobs.image, { BatchGetBuilds: built({ ...imageExports, IMAGE_REUSED: 'true', SAMPLES_URI: '' }) });
    expect(result).toMatchObject({ reused: true, samples: null });
  });

  it('whose build failed is answered with the phase, its message and the last log lines', async () => {
    const phases = [
      {
        phaseType: 'BUILD',
        phaseStatus: 'FAILED',
        contexts: [{ message: 'Error while executing command: docker build. Reason: exit status 1' }],
      },
    ];
    const { failure } = await checked(jobs.image, { BatchGetBuilds: built({}, { buildStatus: 'FAILED', phases }) });
    expect(failure).toEqual({
      taskToken: 'token',
      error: 'BuildFailed',
      cause:
        'The build of the inference image failed: no positives. BUILD: Error while executing command: docker build. Reason: exit status 1\n\nLast log lines:\nepoch 1\nno positives',
    });
  });

  it("whose build failed tells its own last lines, not CodeBuild's, and a long command by its first line", async () => {
    const message = 'Error while executing command: if x; then\n  docker build\nfi. Reason: exit status 1';
    const phases = [{ phaseType: 'BUILD', phaseStatus: 'FAILED', contexts: [{ message }] }];
    const own = Array.from({ length: 30 }, (_, i) => ({ message: `line ${i}\n` }));
    const events = [...own, { message: '[Container] 2026/11/21 Command did not exit successfully if x\nfi' }];
    const { failure } = await checked(jobs.image, {
      BatchGetBuilds: built({}, { buildStatus: 'FAILED', phases }),
      GetLogEvents: { events },
    });
    expect(failure?.cause).toMatch(/command: if x; then … Reason: exit status 1\n\nLast log lines:\nline 10\n(line \d+\n)+line 29$/);
  });

  it.each([
    ['STOPPED', 'was stopped'],
    ['TIMED_OUT', 'ran out of its 30 minutes (build.timeoutMinutes)'],
    ['FAULT', 'broke off with a fault of CodeBuild'],
  ])('whose build is %s %s', async (buildStatus, words) => {
    const { failure } = await checked(jobs.image, { BatchGetBuilds: built({}, { buildStatus, timeoutInMinutes: 30 }) });
    expect(failure?.cause).toContain(words);
  });

  it('without a digest is a failure, not an empty name', async () => {
    const { failure } = await checked(jobs.image, { BatchGetBuilds: built({ ...imageExports, IMAGE_DIGEST: '' }) });
    expect(failure).toMatchObject({ error: 'BuildFailed', cause: expect.stringContaining('IMAGE_DIGEST ""') });
  });

  it('keeps a cause below what SendTaskFailure takes', async () => {
    const events = Array.from({ length: 20 }, () => ({ message: 'x'.repeat(5000) }));
    const { failure } = await checked(jobs.image, { BatchGetBuilds: built({}, { buildStatus: 'FAILED' }), GetLogEvents: { events } });
    expect(failure?.cause.length).toBeLessThan(30_001);
  });
});

describe('a training', () => {
  const channels = Object.entries(run.settings.training.channels).map(([ChannelName, S3Uri]) => ({
    ChannelName,
    DataSource: { S3DataSource: { S3Uri } },
  }));
  const description = {
    TrainingJobStatus: 'Completed',
    CreationTime: time(0),
    TrainingEndTime: time(100),
    BillableTimeInSeconds: 60,
    InputDataConfig: channels,
    ModelArtifacts: { S3ModelArtifacts: 's3://artifacts/model.tar.gz' },
    FinalMetricDataList: [
      { MetricName: 'auc', Value: 0.79 },
      { MetricName: 'loss', Value: Number.NaN },
    ],
  };
  const record = (data: object) => ({ job: jobs.training, run, token: null, seenChanging: false, training: { key: 'the-key', data } });

  it('that completed is answered with its metrics, NaN as null, and with the data that it was started on', async () => {
    const made = makeWorld();
    const data = { training: 'aa', evaluation: 'bb' };
    made.aws.put('artifacts', `jobs/training/${jobs.training.name}.json`, record(data));
    const { result } = await checked(jobs.training, { DescribeTrainingJob: description }, made);
    expect(result).toMatchObject({
      key: 'the-key',
      artifact: 's3://artifacts/model.tar.gz',
      metrics: { auc: 0.79, loss: null },
      data,
      seconds: 100,
      billableSeconds: 60,
      reused: false,
    });
  });

  it("that did not report the gate's metric is answered with the lines that come near to it", async () => {
    const made = makeWorld();
    made.aws.put('artifacts', `jobs/training/${jobs.training.name}.json`, record({}));
    const { result } = await checked(jobs.training, { DescribeTrainingJob: { ...description, FinalMetricDataList: [] } }, made);
    expect(result).toMatchObject({ metrics: {}, nearLines: expect.any(Array) });
  });

  it.each([
    [
      { TrainingJobStatus: 'Failed', FailureReason: 'AlgorithmError: label has 0 positives, exit code: 1' },
      'TrainingFailed',
      'failed: AlgorithmError: label has 0 positives',
    ],
    [
      { TrainingJobStatus: 'Failed', FailureReason: 'CapacityError: Unable to provision requested ML compute capacity.' },
      'CapacityUnavailable',
      'got no instance',
    ],
    [
      { TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' },
      'TrainingStopped',
      'was stopped after its 3600 s (training.maxRuntimeSeconds)',
    ],
    [{ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' }, 'TrainingStopped', 'was stopped by a person'],
  ])('that ended with %j is %s', async (ending, error, words) => {
    const { failure } = await checked(jobs.training, { DescribeTrainingJob: { ...description, ...ending } });
    expect(failure).toMatchObject({ error, cause: expect.stringContaining(words) });
  });
});

describe('a verification', () => {
  it('that succeeded is answered with its latencies', async () => {
    const exports = { VERIFY_SAMPLES: '2', VERIFY_STARTUP_SECONDS: '0.4', VERIFY_P50_MS: '1.5', VERIFY_P95_MS: '3' };
    const { result } = await checked(jobs.verification, { BatchGetBuilds: built(exports) });
    expect(result).toEqual({ samples: 2, startupSeconds: 0.4, p50Ms: 1.5, p95Ms: 3, seconds: 42 });
  });

  it('that failed says so under its own name', async () => {
    const { failure } = await checked(jobs.verification, { BatchGetBuilds: built({}, { buildStatus: 'FAILED' }) });
    expect(failure).toMatchObject({ error: 'VerificationFailed', cause: expect.stringContaining('no positives') });
  });
});

describe('a deployment', () => {
  const serving = (change: object = {}) => ({
    DescribeEndpoint: {
      EndpointStatus: 'InService',
      EndpointConfigName: jobs.deployment.id,
      ProductionVariants: [{ CurrentInstanceCount: 1, DeployedImages: [{ ResolvedImage: image('b').uri }] }],
      ...change,
    },
    DescribeModel: { PrimaryContainer: { Image: image('b').uri } },
  });
  const seen = () => {
    const made = makeWorld();
    made.aws.put('artifacts', 'jobs/endpoint/bird-strikes.json', {
      job: jobs.deployment,
      run,
      token: null,
      seenChanging: true,
      training: null,
    });
    return made;
  };

  it('is done when the endpoint serves what was asked for', async () => {
    const { result } = await checked(jobs.deployment, serving());
    expect(result).toEqual({ endpoint: 'bird-strikes', endpointConfig: jobs.deployment.id, seconds: 0 });
  });

  it('was rolled back when the endpoint is InService on the old configuration, reason or none', async () => {
    for (const FailureReason of ['The primary container did not pass the ping health check.', undefined]) {
      const { failure } = await checked(jobs.deployment, serving({ EndpointConfigName: 'old', FailureReason }), seen());
      expect(failure).toMatchObject({
        error: 'DeploymentRolledBack',
        cause: expect.stringContaining(FailureReason ?? 'SageMaker gives no reason'),
      });
    }
  });

  it('is waited for while the update was not seen starting, for ten minutes at most', async () => {
    const early = await checked(jobs.deployment, serving({ EndpointConfigName: 'old' }));
    expect([early.result, early.failure]).toEqual([undefined, undefined]);
    const made = makeWorld();
    made.clock.ms += 11 * 60_000;
    expect((await checked(jobs.deployment, serving({ EndpointConfigName: 'old' }), made)).failure?.error).toBe('DeploymentRolledBack');
  });

  it('remembers that it saw the endpoint updating', async () => {
    const { aws } = await checked(jobs.deployment, serving({ EndpointStatus: 'Updating' }));
    expect(aws.json('artifacts', 'jobs/endpoint/bird-strikes.json')).toMatchObject({ seenChanging: true, token: 'token' });
  });

  it.each([
    [
      { ProductionVariants: [{ CurrentInstanceCount: 1, DeployedImages: [{ ResolvedImage: image('c').uri }] }] },
      'DeploymentRolledBack',
      'serves the image sha256:ccc',
    ],
    [{ ProductionVariants: [{ CurrentInstanceCount: 0 }] }, 'DeploymentRolledBack', 'with 0 instances and not 1'],
    [
      { EndpointStatus: 'Failed', FailureReason: 'did not pass the ping health check' },
      'DeploymentFailed',
      'is Failed: did not pass the ping',
    ],
    [{ EndpointStatus: 'Failed', FailureReason: 'CapacityError: Unable to provision' }, 'CapacityUnavailable', 'got no instance'],
  ])('that ended with %j is %s', async (change, error, words) => {
    const { failure } = await checked(jobs.deployment, serving(change), seen());
    expect(failure).toMatchObject({ error, cause: expect.stringContaining(words) });
  });

  it('failed when somebody deleted the endpoint, and goes on where it may not be seen yet', async () => {
    const DescribeEndpoint = () => {
      throw awsError('ValidationException', 'Could not find endpoint "arn".');
    };
    expect((await checked(jobs.deployment, { DescribeEndpoint })).failure).toBeUndefined();
    const old = { ...jobs.deployment, startedAt: '2026-11-21T11:00:00Z' };
    expect((await checked(old, { DescribeEndpoint })).failure).toMatchObject({
      error: 'DeploymentFailed',
      cause: expect.stringContaining('was deleted'),
    });
  });
});
