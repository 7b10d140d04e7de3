import { limits } from '../../../lambdas/contract/aws-limits.ts';
import { trainingInstanceTypes } from '../../../lambdas/contract/instance-types.ts';
import { metricRegexFault } from '../../../lambdas/contract/metric-regex.ts';
import type { World } from '../../world.ts';
import { AwsError, validationException } from '../errors.ts';
import { any, flag, type Infer, list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { now, sagemakerArn } from './common/arns.ts';
import { findImage } from './common/images.ts';
import { entityName, hyperparameters, imageUri, roleArn, s3Uri, tags, trainingEnvironment, vpcConfig } from './common/members.ts';
import { requireNetwork } from './common/network.ts';
import { s3Location } from './common/objects.ts';
import { asRole, requireTrust } from './common/roles.ts';
import { putTags } from './common/tags.ts';
import { enter, jobsOf, type TrainingRecord } from './training/record.ts';
import { startTraining } from './training/runs.ts';

const inputMode = { of: ['File', 'FastFile', 'Pipe'] as const };

const channel = structure({
  ChannelName: text({ ...required, min: 1, max: 64, pattern: '[A-Za-z0-9\\.\\-_]+' }),
  DataSource: structure(
    {
      S3DataSource: structure({
        S3DataType: text({ ...required, of: ['ManifestFile', 'S3Prefix', 'AugmentedManifestFile', 'Converse'] as const }),
        S3Uri: text({ ...required, ...s3Uri }),
        S3DataDistributionType: text({ of: ['FullyReplicated', 'ShardedByS3Key'] as const }),
      }),
    },
    required,
  ),
  ContentType: text({ max: 256 }),
  CompressionType: text({ of: ['None', 'Gzip'] as const }),
  RecordWrapperType: text({ of: ['None', 'RecordIO'] as const }),
  InputMode: text(inputMode),
});

const input = {
  TrainingJobName: text({ ...required, ...entityName }),
  HyperParameters: hyperparameters,
  AlgorithmSpecification: structure(
    {
      TrainingImage: text({ ...required, ...imageUri }),
      TrainingInputMode: text({ ...required, ...inputMode }),
      MetricDefinitions: list(
        structure({
          Name: text({ ...required, min: 1, max: limits.metrics.name, pattern: '.+' }),
          Regex: text({ ...required, min: 1, max: limits.metrics.regex, pattern: '.+' }),
        }),
        { max: limits.metrics.entries },
      ),
      EnableSageMakerMetricsTimeSeries: flag(),
      ContainerEntrypoint: list(text({ max: 256 }), { min: 1, max: 100 }),
      ContainerArguments: list(text({ max: 256 }), { min: 1, max: 100 }),
    },
    required,
  ),
  RoleArn: text({ ...required, ...roleArn }),
  InputDataConfig: list(channel, { min: limits.channels.atLeast, max: limits.channels.atMost }),
  OutputDataConfig: structure(
    { S3OutputPath: text({ ...required, ...s3Uri }), KmsKeyId: text({ max: 2048 }), CompressionType: text({ of: ['GZIP'] as const }) },
    required,
  ),
  ResourceConfig: structure(
    {
      InstanceType: text({ ...required, of: trainingInstanceTypes }),
      InstanceCount: number({ ...required, integer: true, min: 0 }),
      VolumeSizeInGB: number({ ...required, integer: true, min: 0 }),
      VolumeKmsKeyId: text({ max: 2048 }),
      KeepAlivePeriodInSeconds: number({ integer: true, min: 0, max: 21600 }),
    },
    required,
  ),
  VpcConfig: vpcConfig,
  StoppingCondition: structure(
    {
      MaxRuntimeInSeconds: number({ integer: true, min: 1, max: 28 * 86400 }),
      MaxPendingTimeInSeconds: number({ integer: true, min: 7200, max: 2419200 }),
    },
    required,
  ),
  Tags: tags,
  EnableNetworkIsolation: flag(),
  EnableInterContainerTrafficEncryption: flag(),
  EnableManagedSpotTraining: flag(),
  CheckpointConfig: any(),
  ExperimentConfig: any(),
  Environment: trainingEnvironment,
  RetryStrategy: structure({ MaximumRetryAttempts: number({ ...required, integer: true, min: 1, max: 30 }) }),
};

type Request = Infer<typeof input>;

/** Records a job and trains for real on this machine, one process whatever the instance count. */
export const createTrainingJob = operation({
  name: 'CreateTrainingJob',
  input,
  run: async (request, { world }) => {
    const arn = sagemakerArn(world, 'training-job', request.TrainingJobName);
    refuseUsedName(world, request.TrainingJobName, arn);
    refuseUnusable(request);
    requireTrust(world, request.RoleArn);
    requireNetwork(world, request.VpcConfig, request.RoleArn);
    await requireImage(world, request);
    for (const one of request.InputDataConfig ?? []) await requireObjects(world, one.DataSource.S3DataSource?.S3Uri ?? '', request.RoleArn);
    // Looked up again: another call may have taken the name while S3 and ECR were asked.
    refuseUsedName(world, request.TrainingJobName, arn);
    record(world, request, arn);
    startTraining(world, request.TrainingJobName);
    return { TrainingJobArn: arn };
  },
});

function refuseUsedName(world: World, name: string, arn: string): void {
  if (!jobsOf(world).get(name)) return;
  throw new AwsError(
    'ResourceInUse',
    `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
  );
}

function refuseUnusable({ AlgorithmSpecification, InputDataConfig }: Request): void {
  for (const { Name, Regex } of AlgorithmSpecification.MetricDefinitions ?? []) {
    const expected = metricRegexFault(Regex);
    if (expected) throw validationException(`Invalid regular expression for metric ${Name}: expected ${expected}`);
  }
  for (const { ChannelName, DataSource, InputMode } of InputDataConfig ?? []) {
    const type = DataSource.S3DataSource?.S3DataType;
    if (type !== 'S3Prefix')
      throw validationException(
        `Channel ${ChannelName}: the local world reads S3DataType S3Prefix only, not ${type ?? 'another data source'}.`,
      );
    if ((InputMode ?? AlgorithmSpecification.TrainingInputMode) === 'Pipe') {
      throw validationException(`Channel ${ChannelName}: the local world has File and FastFile, not Pipe.`);
    }
  }
}

async function requireImage(world: World, { AlgorithmSpecification: { TrainingImage }, RoleArn }: Request): Promise<void> {
  if (!(await findImage(world, TrainingImage, RoleArn))) throw validationException(`Cannot find the requested image: ${TrainingImage}`);
}

/** @throws ValidationException in SageMaker's words (aws/amazon-sagemaker-examples#2267) */
async function requireObjects(world: World, uri: string, role: string): Promise<void> {
  const { bucket, key } = s3Location(uri);
  let fault = '';
  try {
    const answer = await world.call<{ Contents?: unknown[] }>(
      's3',
      'ListObjectsV2',
      { Bucket: bucket, Prefix: key, MaxKeys: 1 },
      asRole(world, role),
    );
    if (answer.Contents?.length) return;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    fault = ` Error message from S3: ${error.message}`;
  }
  throw validationException(
    `No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region (${world.region}), that objects exist under that S3 prefix, and that the role "${role}" has "s3:ListBucket" permissions on bucket "${bucket}".${fault}`,
  );
}

function record(world: World, request: Request, arn: string): void {
  const { Tags, StoppingCondition, ...members } = request;
  const time = now(world);
  const job: TrainingRecord = {
    ...members,
    TrainingJobArn: arn,
    TrainingJobStatus: 'InProgress',
    SecondaryStatus: 'Starting',
    SecondaryStatusTransitions: [],
    StoppingCondition: { MaxRuntimeInSeconds: 86400, ...StoppingCondition },
    CreationTime: time,
    LastModifiedTime: time,
  };
  jobsOf(world).set(request.TrainingJobName, job);
  putTags(world, arn, Tags);
  enter(world, request.TrainingJobName, 'Starting', 'Starting the training job');
}
