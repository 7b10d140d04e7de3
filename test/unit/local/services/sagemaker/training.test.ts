import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { extract } from 'tar';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../../../local/clock.ts';
import { temporaryFolder } from '../../helpers/world.ts';
import { imageOf, roleArn, type SageMakerWorld, sagemakerWorld, setRole } from './fixture.ts';

function request(name: string, mode = 'good', more: Partial<CreateTrainingJobCommandInput> = {}): CreateTrainingJobCommand {
  return new CreateTrainingJobCommand({
    TrainingJobName: name,
    RoleArn: roleArn,
    HyperParameters: { mode },
    AlgorithmSpecification: {
      TrainingImage: imageOf('demo'),
      TrainingInputMode: 'File',
      MetricDefinitions: [
        { Name: 'auc', Regex: 'auc=([0-9.]+);' },
        { Name: 'loss', Regex: 'loss=(.*?);' },
      ],
    },
    InputDataConfig: [
      { ChannelName: 'training', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/model/training/' } } },
    ],
    OutputDataConfig: { S3OutputPath: 's3://data/out/' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    ...more,
  });
}

const describe = ({ client }: SageMakerWorld, TrainingJobName: string) => client.send(new DescribeTrainingJobCommand({ TrainingJobName }));

/** Waits for a job's end, or for its container to say that it is at work. */
function until(world: SageMakerWorld, name: string, ...statuses: string[]) {
  return vi.waitUntil(
    async () => {
      const job = await describe(world, name);
      return statuses.includes(job.TrainingJobStatus ?? '') && job;
    },
    { timeout: 10_000, interval: 20 },
  );
}

async function withData(options = {}): Promise<SageMakerWorld> {
  const world = await sagemakerWorld(options);
  await world.put('model/training/a.csv', 'x\n1\n');
  await world.put('model/training/deep/b.csv', 'x\n2\n');
  return world;
}

async function atWork(world: SageMakerWorld, name: string): Promise<void> {
  await world.client.send(request(name, 'slow'));
  await vi.waitUntil(async () => (await describe(world, name)).SecondaryStatus === 'Training', { timeout: 10_000, interval: 10 });
  await vi.waitUntil(
    () =>
      world.logged('/aws/sagemaker/TrainingJobs').then(
        (lines) => lines.includes('at work'),
        () => false,
      ),
    {
      timeout: 10_000,
      interval: 20,
    },
  );
}

it('trains for real: channels in, metrics from the log, the model out as a tar.gz, every status on the bus', async () => {
  const world = await withData();
  await world.client.send(request('job-1', 'good', { Environment: { COLOR: 'blue' }, Tags: [{ Key: 'run', Value: '7' }] }));
  const job = await until(world, 'job-1', 'Completed', 'Failed');

  expect(job).toMatchObject({
    TrainingJobStatus: 'Completed',
    SecondaryStatus: 'Completed',
    TrainingJobArn: 'arn:aws:sagemaker:us-east-1:000000000000:training-job/job-1',
    ModelArtifacts: { S3ModelArtifacts: 's3://data/out/job-1/output/model.tar.gz' },
    FinalMetricDataList: [{ MetricName: 'auc', Value: Math.fround(0.7901) }],
  });
  expect(job.FailureReason).toBeUndefined();
  expect(job.BillableTimeInSeconds).toBeGreaterThanOrEqual(1);
  expect(job.SecondaryStatusTransitions?.map(({ Status, StatusMessage }) => `${Status}: ${StatusMessage}`)).toEqual([
    'Starting: Starting the training job',
    'Downloading: Downloading the training image',
    'Training: Training image download completed. Training in progress.',
    'Uploading: Uploading generated training model',
    'Completed: Training job completed',
  ]);
  const model = JSON.parse(await unpacked(world, 'out/job-1/output/model.tar.gz', 'model.json'));
  expect(model).toMatchObject({
    files: ['training/a.csv', 'training/deep', 'training/deep/b.csv'],
    job: 'job-1',
    color: 'blue',
    keys: true,
  });
  expect(model.config).toEqual({
    training: { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated', RecordWrapperType: 'None' },
  });
  expect(model.resource).toMatchObject({ current_host: 'algo-1', hosts: ['algo-1'] });
  expect(await unpacked(world, 'out/job-1/output/output.tar.gz', 'report.txt')).toBe('fine');

  const seen = world.events.map(({ detailType, detail }) => `${detailType} ${detail.SecondaryStatus}`);
  expect(new Set(seen)).toEqual(
    new Set(
      ['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'].map((status) => `SageMaker Training Job State Change ${status}`),
    ),
  );
  expect(world.events[0]?.detail).toMatchObject({
    TrainingJobStatus: 'InProgress',
    Tags: { run: '7' },
    CreationTime: expect.stringMatching(/^\d{13}$/),
  });
  const { Tags } = await world.client.send(new ListTagsCommand({ ResourceArn: job.TrainingJobArn }));
  expect(Tags).toEqual([{ Key: 'run', Value: '7' }]);
});

it('packs equal models into equal bytes', async () => {
  const world = await withData();
  await world.client.send(request('same', 'good', { OutputDataConfig: { S3OutputPath: 's3://data/one' } }));
  await until(world, 'same', 'Completed');
  const { packFolder } = await import('../../../../../local/services/sagemaker/common/archive.ts');
  const folder = temporaryFolder();
  await extractTo(world, 'one/same/output/model.tar.gz', folder);
  const again = join(temporaryFolder(), 'again.tar.gz');
  await packFolder(folder, again);
  expect(readFileSync(again).equals(await world.read('one/same/output/model.tar.gz'))).toBe(true);
});

it.each([
  ['bad', 'AlgorithmError: the column "Wildlife Size" is missing, exit code: 3'],
  ['silent', 'AlgorithmError: , exit code: 1'],
  ['killed', 'AlgorithmError: , exit code: 137'],
])('says why a training that ends %s failed', async (mode, reason) => {
  const world = await withData();
  await world.client.send(request(`job-${mode}`, mode));
  const job = await until(world, `job-${mode}`, 'Completed', 'Failed');
  expect(job).toMatchObject({ TrainingJobStatus: 'Failed', SecondaryStatus: 'Failed', FailureReason: reason });
  expect(job.ModelArtifacts).toBeUndefined();
});

it('stops a job with SIGTERM, keeps what it saved, and is Stopped, not Completed', async () => {
  const world = await withData();
  await atWork(world, 'slow-1');
  await world.client.send(new StopTrainingJobCommand({ TrainingJobName: 'slow-1' }));
  const job = await until(world, 'slow-1', 'Stopped', 'Completed', 'Failed');
  expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
  expect(await unpacked(world, 'out/slow-1/output/model.tar.gz', 'model.json')).toBe('"half"');
  await expect(world.client.send(new StopTrainingJobCommand({ TrainingJobName: 'slow-1' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The request was rejected because the training job is in status Stopped',
  });
});

it('ends a job that runs longer than MaxRuntimeInSeconds as Stopped with MaxRuntimeExceeded', async () => {
  // Times above 10 s pass at once: the job's own hour does, the grace of the container does not matter.
  const clock = { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(ms === 3_600_000 ? 400 : ms, run) };
  const world = await withData({ clock });
  await world.client.send(request('late', 'slow', { StoppingCondition: { MaxRuntimeInSeconds: 3600 } }));
  const job = await until(world, 'late', 'Stopped', 'Completed', 'Failed');
  expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
});

it('fails a job with the words of S3 when the role may list but not read', async () => {
  const world = await withData();
  setRole(world.world, ['s3:ListBucket', 'ecr:*']);
  await world.client.send(request('no-read'));
  const job = await until(world, 'no-read', 'Failed', 'Completed');
  expect(job.FailureReason).toMatch(/^ClientError: Data download failed:/);
});

it.each([
  ['deep//b.csv', 'model/training/deep//b.csv and model/training/deep/b.csv'],
  ['a.csv/c.csv', 'model/training/a.csv and model/training/a.csv/c.csv'],
])('fails a job where an object %s comes to the path of another, instead of losing one of the two', async (key, both) => {
  const world = await withData();
  await world.put(`model/training/${key}`, 'x\n3\n');
  await world.client.send(request('clash'));
  const job = await until(world, 'clash', 'Failed', 'Completed');
  expect(job.FailureReason).toBe(`ClientError: Data download failed:S3 keys: ${both} come to one path of the channel's folder`);
});

it('refuses data that is not there in SageMaker’s words', async () => {
  const world = await sagemakerWorld();
  await expect(world.client.send(request('empty'))).rejects.toMatchObject({
    name: 'ValidationException',
    message: `No S3 objects found under S3 URL "s3://data/model/training/" given in input data source. Please ensure that the bucket exists in the selected region (us-east-1), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "data".`,
  });
});

it('refuses a role that SageMaker may not assume, an image that is not there and a pull that the role may not do', async () => {
  const world = await withData();
  const missing = {
    AlgorithmSpecification: { TrainingImage: imageOf('demo').replace('/demo', '/none'), TrainingInputMode: 'File' as const },
  };
  await expect(world.client.send(request('a', 'good', missing))).rejects.toThrow(/^Cannot find the requested image: 0{12}\.dkr/);
  setRole(world.world, ['s3:*', 'ecr:BatchGetImage']);
  await expect(world.client.send(request('b'))).rejects.toThrow(/is not authorized to perform: ecr:GetAuthorizationToken/);
  setRole(world.world, ['*'], 'lambda.amazonaws.com');
  await expect(world.client.send(request('c'))).rejects.toThrow(
    `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
});

it('checks the request against the limits of the API, all faults at once', async () => {
  const world = await withData();
  const wrong = request('-x', 'good', { ResourceConfig: { InstanceType: 'ml.t2.medium' as never, InstanceCount: 1, VolumeSizeInGB: 5 } });
  await expect(world.client.send(wrong)).rejects.toThrow(
    /^2 validation errors detected: Value '-x' at 'trainingJobName' .*; Value 'ml\.t2\.medium' at 'resourceConfig\.instanceType' failed to satisfy constraint: Member must satisfy enum value set: \[/,
  );
  const regex = {
    TrainingImage: imageOf('demo'),
    TrainingInputMode: 'File' as const,
    MetricDefinitions: [{ Name: 'auc', Regex: 'auc=(' }],
  };
  await expect(world.client.send(request('x', 'good', { AlgorithmSpecification: regex }))).rejects.toThrow(
    /^Invalid regular expression for metric auc:/,
  );
});

it('never gives a name out twice, and describes only what is there', async () => {
  const world = await withData();
  await world.client.send(request('once', 'bad'));
  await expect(world.client.send(request('once'))).rejects.toMatchObject({
    name: 'ResourceInUse',
    message:
      'Training job names must be unique within an AWS account and region, and a training job with this name already exists (arn:aws:sagemaker:us-east-1:000000000000:training-job/once)',
  });
  await expect(describe(world, 'twice')).rejects.toMatchObject({ name: 'ValidationException', message: 'Requested resource not found.' });
  await until(world, 'once', 'Failed');
  const { TrainingJobSummaries } = await world.client.send(new ListTrainingJobsCommand({ StatusEquals: 'Failed' }));
  expect(TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName)).toEqual(['once']);
});

it('lists a page of jobs first and leaves out those of another status then, as AWS does', async () => {
  const world = await withData();
  await world.client.send(request('older', 'bad'));
  await until(world, 'older', 'Failed');
  await world.client.send(request('newer'));
  await until(world, 'newer', 'Completed');
  const list = (NextToken?: string) =>
    world.client.send(new ListTrainingJobsCommand({ StatusEquals: 'Failed', MaxResults: 1, SortBy: 'CreationTime', NextToken }));
  const first = await list();
  expect(first.TrainingJobSummaries).toEqual([]);
  const second = await list(first.NextToken);
  expect([second.TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName), second.NextToken]).toEqual([['older'], undefined]);
});

it('fails a job whose world ended, at the next start, and leaves no process behind', async () => {
  const dataDir = temporaryFolder();
  const first = await withData({ dataDir });
  await atWork(first, 'cut');
  await first.runtime.stop();
  const second = await sagemakerWorld({ dataDir });
  expect(await describe(second, 'cut')).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: 'InternalServerError: We encountered an internal error. Please try again.',
  });
});

async function unpacked(world: SageMakerWorld, key: string, file: string): Promise<string> {
  const folder = temporaryFolder();
  await extractTo(world, key, folder);
  return readFileSync(join(folder, file), 'utf8');
}

async function extractTo(world: SageMakerWorld, key: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const bytes = await world.read(key);
  await new Promise<void>((resolve, reject) => {
    const sink = extract({ cwd: folder });
    sink.on('close', resolve);
    sink.on('error', reject);
    sink.end(Buffer.from(bytes));
  });
}

it.each([
  [
    'no channel',
    { InputDataConfig: [] },
    "at 'inputDataConfig' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'a key of the environment',
    { Environment: { 'A-B': 'x' } },
    "at 'environment' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*]",
  ],
  ['a line break in a hyperparameter', { HyperParameters: { a: 'x\ny' } }, 'Member must satisfy regular expression pattern: .*'],
  [
    '101 hyperparameters',
    { HyperParameters: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`h${i}`, ''])) },
    'less than or equal to 100',
  ],
  [
    'a character of a tag',
    { Tags: [{ Key: 'a', Value: '#' }] },
    "at 'tags.1.member.value' failed to satisfy constraint: Member must satisfy regular expression pattern",
  ],
])('refuses as SageMaker does: %s', async (_what, more, text) => {
  const world = await sagemakerWorld();
  await expect(world.client.send(request('refused', 'good', more))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(text),
  });
});
