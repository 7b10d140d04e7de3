import { Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { parameters } from '../../lambdas/contract/layout.ts';
import { allow } from '../allow.ts';
import { useKey } from '../encryption.ts';
import { arn, colonArn, names } from '../names.ts';
import { type RepositoryReader, readerActions } from '../repository-readers.ts';

/** What the functions work on. */
export interface GrantsProps {
  readonly installation: string;
  readonly artifacts: IBucket;
  readonly data: IBucket;
  /** Where the deploy puts the packaged sources. */
  readonly assets: IBucket;
  readonly runsTopic: ITopic;
  readonly launchTopic: ITopic;
  readonly kmsKey?: string;
}

export type Vocabulary = ReturnType<typeof vocabulary>;

/** The statements that functions' permissions are made of, on the resources of this installation alone. */
export function vocabulary(scope: IConstruct, props: GrantsProps) {
  const { installation, artifacts, assets, kmsKey, launchTopic, runsTopic } = props;
  const { account } = Stack.of(scope);
  const globalArn = (service: string, resource: string, resourceName?: string) =>
    Stack.of(scope).formatArn({ service, region: '', account: service === 's3' ? '' : account, resource, resourceName });
  const objects = (prefixes: readonly string[]) => prefixes.map((prefix) => artifacts.arnForObjects(`${prefix}/*`));
  // With ListBucket: without it S3 answers a missing object with AccessDenied instead of NoSuchKey.
  const list = allow(['s3:ListBucket'], [artifacts.bucketArn]);
  const readWrite = (...folders: string[]) => [
    allow(['s3:GetObject', 's3:PutObject'], objects(folders)),
    list,
    ...useKey(kmsKey, 's3', ['Decrypt', 'GenerateDataKey']),
  ];
  const publish = (topic: ITopic) => [allow(['sns:Publish'], [topic.topicArn]), ...useKey(kmsKey, 'sns', ['Decrypt', 'GenerateDataKey'])];
  const mail = () => publish(runsTopic);
  const prefixed = (service: string, actions: readonly string[]) => actions.map((action) => `${service}:${action}`);
  const machines = { pipeline: names.pipeline(installation), recovery: names.recovery(installation) };
  const executions = (machine: keyof typeof machines) => colonArn(scope, 'states', 'execution', `${machines[machine]}:*`);
  const parameter = (path: string) => arn(scope, 'ssm', 'parameter', path.replace(/^\//, ''));
  const below = (path: string) => [parameter(path), parameter(`${path}/*`)];
  const logGroups = (...groups: string[]) => groups.map((group) => colonArn(scope, 'logs', 'log-group', `${group}:*`));

  const sagemaker = (actions: readonly string[], ...kinds: string[]) =>
    allow(
      prefixed('sagemaker', actions),
      kinds.map((kind) => arn(scope, 'sagemaker', kind, '*')),
    );

  return {
    build: names.buildProject(installation),
    verify: names.verifyProject(installation),
    /** Objects of the artifacts bucket by their first folder, as `objects` of the contract names them. */
    read: (...folders: string[]) => [allow(['s3:GetObject'], objects(folders)), list, ...useKey(kmsKey, 's3', ['Decrypt'])],
    readWrite,
    /** Objects that are written without being read. */
    write: (...folders: string[]) => [allow(['s3:PutObject'], objects(folders)), ...useKey(kmsKey, 's3', ['Decrypt', 'GenerateDataKey'])],
    readManifests: () => allow(['s3:GetObject'], [assets.arnForObjects('*.txt')]),
    // A channel may name a bucket of its own, and only the model's stack knows which: its objects are listed here, read by the model's role.
    listData: () => allow(['s3:ListBucket'], [globalArn('s3', '*')], { StringEquals: { 'aws:ResourceAccount': account } }),
    sagemaker,
    // Creating and updating one asks for the configuration too.
    changeEndpoints: () => [
      sagemaker(['CreateEndpoint', 'UpdateEndpoint'], 'endpoint', 'endpoint-config'),
      sagemaker(['DescribeEndpoint', 'DeleteEndpoint', 'AddTags'], 'endpoint'),
    ],
    codebuild: (actions: readonly string[], ...projects: string[]) =>
      allow(
        prefixed('codebuild', actions),
        projects.map((name) => arn(scope, 'codebuild', 'project', name)),
      ),
    images: (...actions: string[]) =>
      allow(prefixed('ecr', actions), [arn(scope, 'ecr', 'repository', names.repository(installation, '*'))]),
    readRepositories: (reader: RepositoryReader) =>
      allow(readerActions(reader), [
        Stack.of(scope).formatArn({ service: 'codecommit', resource: names.sourceRepository(installation, '*') }),
      ]),
    readSettings: () => allow(['ssm:GetParametersByPath'], below(`/${installation}`)),
    /** Which models a repository's pushes mean. */
    readSources: () => allow(['ssm:GetParametersByPath'], below(`/${installation}-sources`)),
    // Encrypted by the key aws/ssm, whose own policy lets the whole account decrypt through Parameter Store: no kms:Decrypt.
    readSecret: (name: 'webhookSecret' | 'githubToken') => allow(['ssm:GetParameter'], [parameter(parameters[name](installation))]),
    // A build names its own stream.
    readLogs: () => [
      allow(['logs:DescribeLogStreams'], logGroups('/aws/sagemaker/TrainingJobs', '/aws/sagemaker/Endpoints/*')),
      allow(
        ['logs:GetLogEvents'],
        logGroups(`/aws/codebuild/${installation}-*`, '/aws/sagemaker/TrainingJobs', '/aws/sagemaker/Endpoints/*'),
      ),
    ],
    answerTasks: () =>
      allow(['states:SendTaskSuccess', 'states:SendTaskFailure'], [colonArn(scope, 'states', 'stateMachine', machines.pipeline)]),
    readExecution: () => allow(['states:DescribeExecution', 'states:GetExecutionHistory'], [executions('pipeline')]),
    /** Goes on with a model: its lock, its executions and recoveries, its mails. */
    drive: () => [
      ...readWrite('state'),
      allow(
        ['states:StartExecution'],
        Object.values(machines).map((machine) => colonArn(scope, 'states', 'stateMachine', machine)),
      ),
      allow(['states:DescribeExecution'], [executions('pipeline'), executions('recovery')]),
      allow(['states:StopExecution'], [executions('pipeline')]),
      ...mail(),
    ],
    listExecutions: () =>
      allow(
        ['states:ListExecutions'],
        Object.values(machines).map((machine) => colonArn(scope, 'states', 'stateMachine', machine)),
      ),
    mail,
    publishLaunch: () => publish(launchTopic),
  };
}
