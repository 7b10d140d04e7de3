// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold such text.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployAssembly } from '../../../../local/cloudformation/index.ts';
import { resourceTypes } from '../../../../local/cloudformation/resources/index.ts';
import { type Runtime, startWorld } from '../../../../local/runtime.ts';
import type { ServiceName } from '../../../../local/services/operation.ts';
import { assemblyOf } from './fake-world.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await startWorld({ dataDir: mkdtempSync(join(tmpdir(), 'trainyard-world-')) });
});
afterAll(() => runtime?.stop());

const deploy = async (Resources: object) => {
  const code = { packaging: 'zip', files: { 'index.cjs': 'exports.handler = async () => 1;' } } as const;
  const { stacks } = await deployAssembly(runtime.world, assemblyOf({ One: { Resources } }, { 'code.zip': code }));
  return stacks[0];
};
// biome-ignore lint/suspicious/noExplicitAny: answers have the APIs' own shapes.
const call = (service: ServiceName, operation: string, input: object = {}) => runtime.world.call<any>(service, operation, input);

const policy = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::x' }] });
const trust = (...Service: string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});
const topicPolicy = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action, Resource: { Ref: 'Topic' } }],
});
const definition = (Comment: string) => JSON.stringify({ Comment, StartAt: 'A', States: { A: { Type: 'Succeed' } } });
const lifecycle = (countNumber: number) =>
  JSON.stringify({
    rules: [{ rulePriority: 1, selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber }, action: { type: 'expire' } }],
  });

/** Every type once; `n` changes what can change without a new resource. */
const everyType = (n: number) => ({
  ManagedPolicy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Description: 'more', PolicyDocument: policy(`s3:Get${n}`), Roles: [{ Ref: 'Role' }] },
  },
  Bucket: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      Tags: [{ Key: 'team', Value: `team ${n}` }],
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ Id: 'jobs', Prefix: 'jobs/', Status: 'Enabled', ExpirationInDays: n }] },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: n === 1 } },
    },
  },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action: n === 1 ? 's3:GetObject' : 's3:*', Resource: '*' }] },
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'runs', DisplayName: `Runs ${n}` } },
  TopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: topicPolicy(n === 1 ? 'sns:Publish' : 'sns:Subscribe') },
  },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: `team${n}@example.com` },
  },
  DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 60 * n, SqsManagedSseEnabled: true } },
  DeadLettersPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'DeadLetters' }],
      PolicyDocument: topicPolicy(n === 1 ? 'sqs:SendMessage' : 'sqs:*'),
    },
  },
  Redriven: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'lambda',
      Endpoint: { 'Fn::GetAtt': ['Function', 'Arn'] },
      ...(n === 2 && { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } }),
    },
  },
  Github: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: 'https://github.example', ClientIdList: [`client-${n}`] } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/logs', RetentionInDays: n === 1 ? 30 : 60 } },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Path: '/trainyard/',
      Description: `role ${n}`,
      AssumeRolePolicyDocument: trust(...['lambda.amazonaws.com', 'states.amazonaws.com'].slice(0, n), 'codebuild.amazonaws.com'),
      Policies: [{ PolicyName: `inline${n}`, PolicyDocument: policy('s3:GetObject') }],
    },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'attached', PolicyDocument: policy(n === 1 ? 's3:PutObject' : 's3:GetObject'), Roles: [{ Ref: 'Role' }] },
  },
  Receives: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'receives',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            Resource: { 'Fn::GetAtt': ['Uploads', 'Arn'] },
          },
        ],
      },
      Roles: [{ Ref: 'Role' }],
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'f',
      Code: { S3Bucket: 'b', S3Key: 'code.zip' },
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Description: 'a function',
      Timeout: 10 * n,
      MemorySize: 512,
      Environment: { Variables: { N: String(n) } },
      LoggingConfig: { LogGroup: { Ref: 'Logs' } },
      ...(n === 1 && { ReservedConcurrentExecutions: 3 }),
    },
  },
  Uploads: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'uploads', VisibilityTimeout: 120 * n } },
  Batches: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: { Ref: 'Function' },
      EventSourceArn: { 'Fn::GetAtt': ['Uploads', 'Arn'] },
      BatchSize: 10 * n,
      MaximumBatchingWindowInSeconds: n,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
    DependsOn: ['Receives'],
  },
  [`Version${n}`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: [n === 1 ? 'aws.codebuild' : 'aws.sagemaker'] },
      State: 'ENABLED',
      Targets: [{ Id: `Target${n}`, Arn: { 'Fn::GetAtt': ['Function', 'Arn'] } }],
    },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Rule', 'Arn'] },
    },
  },
  Url: {
    Type: 'AWS::Lambda::Url',
    Properties: {
      TargetFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] },
      AuthType: n === 1 ? 'NONE' : 'AWS_IAM',
      InvokeMode: 'BUFFERED',
      ...(n === 1 && { Cors: { AllowOrigins: ['*'], MaxAge: 60 } }),
    },
  },
  UrlOutput: {
    Type: 'AWS::SSM::Parameter',
    Properties: {
      Name: '/url',
      Type: 'String',
      Value: { 'Fn::Join': [' ', ['FunctionUrl', 'FunctionArn'].map((name) => ({ 'Fn::GetAtt': ['Url', name] }))] },
    },
  },
  UrlPermission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    },
  },
  UrlInvokePermission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    },
  },
  Retries: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'Function' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: n,
      MaximumEventAgeInSeconds: 60,
      DestinationConfig: { OnFailure: { Destination: { Ref: 'Topic' } } },
    },
  },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'machine',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: definition('${Comment}'),
      DefinitionSubstitutions: { Comment: `machine ${n}` },
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } }],
      },
      TracingConfiguration: { Enabled: true },
    },
  },
  Project: {
    Type: 'AWS::CodeBuild::Project',
    Properties: {
      Name: 'project',
      ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Artifacts: { Type: 'NO_ARTIFACTS' },
      Source: { Type: 'NO_SOURCE', BuildSpec: JSON.stringify({ version: 0.2, phases: { build: { commands: [`echo ${n}`] } } }) },
      Environment: {
        Type: 'LINUX_CONTAINER',
        Image: 'aws/codebuild/standard:7.0',
        ComputeType: 'BUILD_GENERAL1_SMALL',
        PrivilegedMode: true,
        EnvironmentVariables: [{ Name: 'N', Type: 'PLAINTEXT', Value: String(n) }],
      },
      LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: { Ref: 'Logs' } } },
      TimeoutInMinutes: 30,
    },
  },
  Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Type: 'String', Value: `value ${n}`, Tier: 'Standard' } },
  Repository: {
    Type: 'AWS::ECR::Repository',
    Properties: {
      RepositoryName: 'trainyard/birds',
      ImageTagMutability: n === 1 ? 'MUTABLE' : 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: n === 1 },
      LifecyclePolicy: { LifecyclePolicyText: lifecycle(n) },
    },
  },
  Code: {
    Type: 'AWS::CodeCommit::Repository',
    Properties: {
      RepositoryName: `code-${n}`,
      RepositoryDescription: `code ${n}`,
      Tags: [{ Key: 'a', Value: 'b' }],
      Triggers: [{ Name: 'launch', DestinationArn: { Ref: 'Topic' }, Events: ['updateReference'], Branches: [`b${n}`], CustomData: 'x' }],
    },
  },
  CodeOutput: {
    Type: 'AWS::SSM::Parameter',
    Properties: {
      Name: '/code',
      Type: 'String',
      Value: { 'Fn::Join': [' ', ['Arn', 'Name', 'CloneUrlHttp', 'CloneUrlSsh'].map((name) => ({ 'Fn::GetAtt': ['Code', name] }))] },
    },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription: 'a failure',
      Namespace: 'Trainyard',
      MetricName: 'Failed',
      Dimensions: [{ Name: 'Model', Value: 'birds' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: n,
      DatapointsToAlarm: 1,
      Threshold: '1',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'Topic' }],
      OKActions: [{ Ref: 'Topic' }],
      ActionsEnabled: 'true',
    },
  },
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'birds', DashboardBody: `{"widgets": [], "start": "-P${n}D"}` },
  },
  Budget: {
    Type: 'AWS::Budgets::Budget',
    Properties: {
      Budget: { BudgetName: 'monthly', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: n, Unit: 'USD' } },
      NotificationsWithSubscribers: [
        {
          Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80, ThresholdType: 'PERCENTAGE' },
          Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'team@example.com' }],
        },
      ],
    },
  },
  Group: { Type: 'AWS::SageMaker::ModelPackageGroup', Properties: { ModelPackageGroupName: 'birds' } },
});

describe('every resource type, in the real local services', () => {
  it('is in this test', () => {
    expect(new Set(Object.values(everyType(1)).map(({ Type }) => Type))).toEqual(new Set(resourceTypes.keys()));
  });

  it('is made, changed and removed', async () => {
    expect((await deploy(everyType(1)))?.created).toHaveLength(Object.keys(everyType(1)).length);
    expect((await call('ssm', 'GetParameter', { Name: '/p' })).Parameter.Value).toBe('value 1');
    expect((await call('lambda', 'GetFunction', { FunctionName: 'f' })).Configuration.Environment.Variables).toEqual({ N: '1' });

    const changed = await deploy(everyType(2));
    expect(changed).toMatchObject({ created: ['Version2'], deleted: ['Version1'] });
    // What has nothing to change in place: the permissions, and the group; and the URL's address stays.
    const same = ['Group', 'Permission', 'Receives', 'UrlInvokePermission', 'UrlOutput', 'UrlPermission'];
    expect([...(changed?.unchanged ?? [])].sort()).toEqual(same);
    const { EventSourceMappings } = await call('lambda', 'ListEventSourceMappings', { FunctionName: 'f' });
    expect(EventSourceMappings).toMatchObject([{ BatchSize: 20, MaximumBatchingWindowInSeconds: 2, State: 'Enabled' }]);
    expect((await call('ssm', 'GetParameter', { Name: '/url' })).Parameter.Value).toBe(
      `${runtime.endpointUrl}/_trainyard/url/f/ arn:aws:lambda:us-east-1:000000000000:function:f`,
    );
    const url = await call('lambda', 'GetFunctionUrlConfig', { FunctionName: 'f' });
    expect([url.AuthType, url.Cors]).toEqual(['AWS_IAM', {}]);
    expect((await call('lambda', 'GetFunctionEventInvokeConfig', { FunctionName: 'f' })).MaximumRetryAttempts).toBe(2);
    expect((await call('ssm', 'GetParameter', { Name: '/p' })).Parameter.Value).toBe('value 2');
    expect((await call('lambda', 'GetFunction', { FunctionName: 'f' })).Configuration).toMatchObject({
      Timeout: 20,
      Environment: { Variables: { N: '2' } },
    });
    expect((await call('codecommit', 'GetRepositoryTriggers', { repositoryName: 'code-2' })).triggers).toMatchObject([
      { branches: ['b2'] },
    ]);
    expect((await call('ssm', 'GetParameter', { Name: '/code' })).Parameter.Value).toBe(
      'arn:aws:codecommit:us-east-1:000000000000:code-2 code-2 https://git-codecommit.us-east-1.amazonaws.com/v1/repos/code-2 ssh://git-codecommit.us-east-1.amazonaws.com/v1/repos/code-2',
    );
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
    expect((await call('states', 'DescribeStateMachine', { stateMachineArn })).definition).toContain('machine 2');
    const { Targets } = await call('events', 'ListTargetsByRule', { Rule: (await call('events', 'ListRules')).Rules[0].Name });
    expect(Targets.map(({ Id }: { Id: string }) => Id)).toEqual(['Target2']);
    const { projects } = await call('codebuild', 'BatchGetProjects', { names: ['project'] });
    expect(projects[0].environment.environmentVariables).toEqual([{ name: 'N', type: 'PLAINTEXT', value: '2' }]);

    expect(await call('lambda', 'GetFunctionConcurrency', { FunctionName: 'f' })).toEqual({});
    const OpenIDConnectProviderArn = 'arn:aws:iam::000000000000:oidc-provider/github.example';
    expect((await call('iam', 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn })).ClientIDList).toEqual(['client-2']);
    const queue = { QueueUrl: (await call('sqs', 'ListQueues')).QueueUrls[0], AttributeNames: ['All'] };
    const { MessageRetentionPeriod, Policy } = (await call('sqs', 'GetQueueAttributes', queue)).Attributes;
    expect([MessageRetentionPeriod, Policy]).toEqual(['120', expect.stringContaining('"sqs:*"')]);
    const { Subscriptions } = await call('sns', 'ListSubscriptions');
    const { SubscriptionArn } = Subscriptions.find(({ Protocol }: { Protocol: string }) => Protocol === 'lambda');
    expect((await call('sns', 'GetSubscriptionAttributes', { SubscriptionArn })).Attributes.RedrivePolicy).toContain(':dead"');

    const gone = await deploy({});
    expect((await call('lambda', 'ListEventSourceMappings')).EventSourceMappings).toEqual([]);
    expect((await call('sqs', 'ListQueues')).QueueUrls).toEqual([]);
    expect([...(gone?.deleted ?? [])].sort()).toEqual(Object.keys(everyType(2)).sort());
    expect((await call('lambda', 'ListFunctions')).Functions).toEqual([]);
    expect((await call('iam', 'ListRoles')).Roles).toEqual([]);
    expect((await call('events', 'ListRules')).Rules).toEqual([]);
    expect((await call('states', 'ListStateMachines')).stateMachines).toEqual([]);
    expect((await call('codecommit', 'ListRepositories')).repositories).toEqual([]);
    expect((await call('logs', 'DescribeLogGroups')).logGroups).toEqual([]);
    expect((await call('s3', 'ListBuckets')).Buckets.filter(({ Name }: { Name: string }) => !Name.startsWith('cdk-'))).toEqual([]);
    await expect(call('ssm', 'GetParameter', { Name: '/p' })).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });
});
