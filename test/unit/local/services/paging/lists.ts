import type { World } from '../../../../../local/world.ts';
import { type Bench, each, lower, type Paged, records, upper } from './bench.ts';

const machine = (name: string) => ({ name, roleArn: 'arn:aws:iam::000000000000:role/paged', definition: endless });
/** Waits for ever: a Choice that never leads out keeps it valid. */
const endless = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'W',
  States: {
    W: { Type: 'Wait', Seconds: 1, Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'E' }], Default: 'W' },
    E: { Type: 'Succeed' },
  },
});
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const executionArn = (id: string) => `arn:aws:states:us-east-1:000000000000:execution:m:${id}`;
const start = ({ call }: Bench, id: string) => call('states', 'StartExecution', { stateMachineArn, name: id });
const sageMaker = { ...upper, refusal: 'ValidationException', other: { NameContains: 'n' } } as const;
const stream = { logGroupName: 'g', logStreamName: 's' };

/** The paged operations of Step Functions, SageMaker, CloudWatch Logs, ECR and Parameter Store. */
export const lists: readonly Paged[] = [
  {
    operation: 'states ListExecutions',
    ...lower,
    input: { stateMachineArn, statusFilter: 'RUNNING' },
    other: { stateMachineArn },
    refusal: 'InvalidToken',
    prepare: ({ call }) => call('states', 'CreateStateMachine', machine('m')),
    add: start,
    remove: ({ call }, id) => call('states', 'StopExecution', { executionArn: executionArn(id) }),
    ids: ({ executions }) => each(executions, 'name'),
  },
  ...[false, true].map(
    (reverseOrder): Paged => ({
      operation: 'states GetExecutionHistory',
      ...lower,
      input: { executionArn: executionArn('e'), reverseOrder },
      other: { executionArn: executionArn('e'), reverseOrder: !reverseOrder },
      refusal: 'InvalidToken',
      prepare: async (bench) => {
        await bench.call('states', 'CreateStateMachine', machine('m'));
        await start(bench, 'e');
      },
      // Events come by themselves while time passes.
      add: ({ clock }) => clock.advance(1000),
      ids: ({ events }) => events.map(({ id }: { id: number }) => String(id)),
    }),
  ),
  {
    operation: 'states ListStateMachines',
    ...lower,
    refusal: 'InvalidToken',
    add: ({ call }, id) => call('states', 'CreateStateMachine', machine(id)),
    remove: ({ call }, id) =>
      call('states', 'DeleteStateMachine', { stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${id}` }),
    ids: ({ stateMachines }) => each(stateMachines, 'name'),
  },
  {
    operation: 'sagemaker ListTrainingJobs',
    ...sageMaker,
    ...records('sagemaker/training-jobs', (TrainingJobName, CreationTime) => ({
      TrainingJobName,
      CreationTime,
      TrainingJobStatus: 'InProgress',
    })),
    ids: ({ TrainingJobSummaries }) => each(TrainingJobSummaries, 'TrainingJobName'),
  },
  {
    operation: 'sagemaker ListTrainingJobs',
    ...sageMaker,
    input: { SortBy: 'Status', SortOrder: 'Ascending' },
    ...records('sagemaker/training-jobs', (TrainingJobName, CreationTime) => ({
      TrainingJobName,
      CreationTime,
      TrainingJobStatus: 'InProgress',
    })),
    touch: ({ world }, id) => {
      const jobs = world.store.table<{ TrainingJobStatus: string }>('sagemaker/training-jobs');
      const job = jobs.get(id);
      if (job) jobs.set(id, { ...job, TrainingJobStatus: job.TrainingJobStatus === 'Completed' ? 'Stopped' : 'Completed' });
    },
    ids: ({ TrainingJobSummaries }) => each(TrainingJobSummaries, 'TrainingJobName'),
  },
  {
    operation: 'sagemaker ListEndpoints',
    ...sageMaker,
    ...records('sagemaker/endpoints', (EndpointName, at) => ({
      EndpointName,
      CreationTime: at,
      LastModifiedTime: at,
      EndpointStatus: 'InService',
    })),
    ids: ({ Endpoints }) => each(Endpoints, 'EndpointName'),
  },
  {
    operation: 'sagemaker ListEndpointConfigs',
    ...sageMaker,
    ...records('sagemaker/endpoint-configs', (EndpointConfigName, CreationTime) => ({ EndpointConfigName, CreationTime })),
    ids: ({ EndpointConfigs }) => each(EndpointConfigs, 'EndpointConfigName'),
  },
  {
    operation: 'sagemaker ListModels',
    ...sageMaker,
    ...records('sagemaker/models', (ModelName, CreationTime) => ({ ModelName, CreationTime })),
    ids: ({ Models }) => each(Models, 'ModelName'),
  },
  {
    operation: 'sagemaker ListModelPackages',
    ...sageMaker,
    ...records('sagemaker/model-packages', (ModelPackageName, CreationTime) => ({ ModelPackageName, CreationTime })),
    ids: ({ ModelPackageSummaryList }) => each(ModelPackageSummaryList, 'ModelPackageName'),
  },
  {
    operation: 'logs DescribeLogGroups',
    size: 'limit',
    token: ['nextToken', 'nextToken'],
    other: { logGroupNamePrefix: 'n' },
    refusal: 'InvalidParameterException',
    add: ({ call }, logGroupName) => call('logs', 'CreateLogGroup', { logGroupName }),
    remove: ({ call }, logGroupName) => call('logs', 'DeleteLogGroup', { logGroupName }),
    ids: ({ logGroups }) => each(logGroups, 'logGroupName'),
  },
  {
    operation: 'logs DescribeLogStreams',
    size: 'limit',
    token: ['nextToken', 'nextToken'],
    input: { logGroupName: 'g', orderBy: 'LastEventTime', descending: true },
    other: { logGroupName: 'g' },
    refusal: 'InvalidParameterException',
    prepare: ({ call }) => call('logs', 'CreateLogGroup', { logGroupName: 'g' }),
    add: ({ call }, logStreamName) => call('logs', 'CreateLogStream', { logGroupName: 'g', logStreamName }),
    touch: ({ call, clock }, logStreamName) =>
      call('logs', 'PutLogEvents', { logGroupName: 'g', logStreamName, logEvents: [{ timestamp: clock.now(), message: 'm' }] }),
    ids: ({ logStreams }) => each(logStreams, 'logStreamName'),
  },
  {
    operation: 'logs FilterLogEvents',
    size: 'limit',
    token: ['nextToken', 'nextToken'],
    input: { logGroupName: 'g' },
    other: { logGroupName: 'g', filterPattern: 'n' },
    refusal: 'InvalidParameterException',
    prepare: async ({ call }) => {
      await call('logs', 'CreateLogGroup', { logGroupName: 'g' });
      await call('logs', 'CreateLogStream', stream);
    },
    add: ({ call, clock }, message) => call('logs', 'PutLogEvents', { ...stream, logEvents: [{ timestamp: clock.now(), message }] }),
    ids: ({ events }) => each(events, 'message'),
  },
  {
    operation: 'ecr DescribeRepositories',
    ...lower,
    refusal: 'InvalidParameterException',
    add: ({ call }, repositoryName) => call('ecr', 'CreateRepository', { repositoryName }),
    remove: ({ call }, repositoryName) => call('ecr', 'DeleteRepository', { repositoryName }),
    ids: ({ repositories }) => each(repositories, 'repositoryName'),
  },
  ...['ListImages', 'DescribeImages'].map(
    (operation): Paged => ({
      operation: `ecr ${operation}`,
      ...lower,
      input: { repositoryName: 'rr' },
      other: { repositoryName: 'rr', filter: { tagStatus: 'ANY' } },
      refusal: 'InvalidParameterException',
      prepare: ({ call }) => call('ecr', 'CreateRepository', { repositoryName: 'rr' }),
      add: ({ world }, id) =>
        changeImages(world, (images) => [{ digest: `sha256:${id}`, tags: [id], size: 1, pushed: new Date(0) }, ...images]),
      remove: ({ world }, id) => changeImages(world, (images) => images.filter(({ tags }) => tags[0] !== id)),
      ids: ({ imageIds, imageDetails }) => each(imageIds ?? imageDetails, 'imageDigest').map((digest) => digest.slice(7)),
    }),
  ),
  ...[
    ['GetParametersByPath', { Path: '/', Recursive: true }, { Path: '/', Recursive: true, WithDecryption: true }] as const,
    ['DescribeParameters', {}, { ParameterFilters: [{ Key: 'Type', Values: ['String'] }] }] as const,
  ].map(
    ([operation, input, other]): Paged => ({
      operation: `ssm ${operation}`,
      ...upper,
      input,
      other,
      refusal: 'InvalidNextToken',
      add: ({ call }, id) => call('ssm', 'PutParameter', { Name: `/p/${id}`, Value: 'v', Type: 'String' }),
      remove: ({ call }, id) => call('ssm', 'DeleteParameter', { Name: `/p/${id}` }),
      ids: ({ Parameters }) => each(Parameters, 'Name').map((name) => name.slice(3)),
    }),
  ),
  {
    operation: 'ssm GetParameterHistory',
    ...upper,
    input: { Name: '/p' },
    refusal: 'InvalidNextToken',
    add: ({ call }, Value) => call('ssm', 'PutParameter', { Name: '/p', Value, Type: 'String', Overwrite: true }),
    ids: ({ Parameters }) => each(Parameters, 'Value'),
  },
];

interface Image {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly size: number;
  readonly pushed: Date;
}

function changeImages(world: World, change: (images: readonly Image[]) => readonly Image[]): void {
  const repositories = world.store.table<{ images: readonly Image[] }>('ecr/repositories');
  const record = repositories.get('rr');
  if (record) repositories.set('rr', { ...record, images: change(record.images) });
}
