import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import type { FunctionName } from '../../lambdas/contract/functions.ts';
import { allow } from '../allow.ts';
import { arn, colonArn, names } from '../names.ts';

/** What the functions work on. */
export interface GrantsProps {
  readonly installation: string;
  readonly artifacts: IBucket;
  readonly data: IBucket;
  /** Where the deploy puts the packaged sources. */
  readonly assets: IBucket;
  readonly topic: ITopic;
}

/** Each function's permissions: exactly the calls its code makes, on the resources of this installation. */
export function functionGrants(scope: IConstruct, props: GrantsProps): Record<FunctionName, PolicyStatement[]> {
  const { installation, artifacts } = props;
  const objects = (prefixes: string[]) => prefixes.map((prefix) => artifacts.arnForObjects(`${prefix}/*`));
  // With ListBucket: without it S3 answers a missing object with AccessDenied instead of NoSuchKey.
  const list = allow(['s3:ListBucket'], [artifacts.bucketArn]);
  const read = (...prefixes: string[]) => [allow(['s3:GetObject'], objects(prefixes)), list];
  const readWrite = (...prefixes: string[]) => [allow(['s3:GetObject', 's3:PutObject'], objects(prefixes)), list];
  // A channel may name a bucket of its own, and only the model's stack knows which: its objects are listed here, read by the model's role.
  const listData = allow(['s3:ListBucket'], [Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource: '*' })], {
    StringEquals: { 'aws:ResourceAccount': Stack.of(scope).account },
  });
  const sagemaker = (actions: string[], ...kinds: string[]) =>
    allow(
      actions.map((action) => `sagemaker:${action}`),
      kinds.map((kind) => arn(scope, 'sagemaker', kind, '*')),
    );
  const codebuild = (actions: string[], ...projects: string[]) =>
    allow(
      actions.map((action) => `codebuild:${action}`),
      projects.map((name) => arn(scope, 'codebuild', 'project', name)),
    );
  const [build, verify] = [names.buildProject(installation), names.verifyProject(installation)];
  const parameters = [installation, `${installation}/*`].map((name) => arn(scope, 'ssm', 'parameter', name));
  const images = (...actions: string[]) => allow(actions, [arn(scope, 'ecr', 'repository', names.repository(installation, '*'))]);
  const logGroups = [`/aws/codebuild/${installation}-*`, '/aws/sagemaker/TrainingJobs', '/aws/sagemaker/Endpoints/*'];
  const readLogs = allow(
    ['logs:DescribeLogStreams', 'logs:GetLogEvents'],
    logGroups.map((group) => colonArn(scope, 'logs', 'log-group', `${group}:*`)),
  );
  const machine = names.stateMachine(installation);
  const describeRelease = sagemaker(['DescribeModelPackage'], 'model-package');
  const publish = allow(['sns:Publish'], [props.topic.topicArn]);

  // check asks when the state is entered, wake when an event hints: the same questions, the same answers.
  const describeJobs = [
    ...readWrite('jobs', 'images', 'trainings'),
    listData,
    codebuild(['BatchGetBuilds'], build, verify),
    sagemaker(['DescribeTrainingJob', 'DescribeEndpoint', 'DescribeModel'], 'training-job', 'endpoint', 'model'),
    readLogs,
    allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], [colonArn(scope, 'states', 'stateMachine', machine)]),
  ];

  return {
    prepare: [
      allow(['ssm:GetParametersByPath'], parameters),
      allow(['s3:GetObject'], [props.assets.arnForObjects('*.txt')]),
      ...readWrite('runs'),
    ],
    notify: [...readWrite('state'), publish, describeRelease],
    'start-image': [...readWrite('images', 'jobs'), images('ecr:BatchGetImage'), codebuild(['StartBuild'], build)],
    'start-training': [
      ...readWrite('trainings', 'jobs'),
      ...read('training'),
      listData,
      sagemaker(['CreateTrainingJob', 'DescribeTrainingJob', 'AddTags'], 'training-job'),
      passRole(scope, installation, 'training'),
    ],
    'start-verification': [...readWrite('jobs'), codebuild(['StartBuild'], verify), describeRelease],
    check: describeJobs,
    wake: describeJobs,
    evaluate: [...read('state'), describeRelease],
    'register-model': [
      ...read('state', 'training'),
      sagemaker(['ListModelPackages', 'DescribeModelPackage', 'CreateModelPackage', 'AddTags'], 'model-package', 'model-package-group'),
      sagemaker(['DescribeEndpoint'], 'endpoint'),
      images('ecr:BatchGetImage', 'ecr:PutImage'),
    ],
    'create-model': [
      sagemaker(['CreateModel', 'DescribeModel', 'CreateEndpointConfig', 'DescribeEndpointConfig', 'AddTags'], 'model', 'endpoint-config'),
      passRole(scope, installation, 'hosting'),
    ],
    deploy: [
      ...readWrite('state', 'jobs'),
      sagemaker(['DescribeEndpoint', 'CreateEndpoint', 'UpdateEndpoint', 'DeleteEndpoint', 'AddTags'], 'endpoint', 'endpoint-config'),
    ],
    'smoke-test': [...read('samples'), sagemaker(['InvokeEndpoint'], 'endpoint')],
    promote: [...readWrite('state'), sagemaker(['DescribeModelPackage', 'UpdateModelPackage'], 'model-package'), publish],
    finish: [
      allow(['states:DescribeExecution', 'states:GetExecutionHistory'], [colonArn(scope, 'states', 'execution', `${machine}:*`)]),
      ...readWrite('state', 'runs', 'jobs'),
      codebuild(['StopBuild', 'BatchGetBuilds'], build, verify),
      sagemaker(['StopTrainingJob', 'DescribeTrainingJob'], 'training-job'),
      sagemaker(['DescribeEndpoint', 'UpdateEndpoint', 'DeleteEndpoint'], 'endpoint', 'endpoint-config'),
      publish,
    ],
  };
}

/** The roles of all models have one path; SageMaker alone may get them. */
function passRole(scope: IConstruct, installation: string, kind: 'training' | 'hosting'): PolicyStatement {
  const roles = Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `${names.rolePath(installation, kind).slice(1)}*`,
  });
  return allow(['iam:PassRole'], [roles], { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } });
}
