import { beforeAll, describe, expect, it } from 'vitest';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let shared: Template;

beforeAll(() => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')));
  shared = templates.get('Trainyard') as Template;
});

const logicalId = (type: string, property: string, value: string) =>
  ofType(shared, type).find(([, { Properties }]) => Properties[property] === value)?.[0];
const functionArn = (name: string) => ({ 'Fn::GetAtt': [logicalId('AWS::Lambda::Function', 'FunctionName', `trainyard-${name}`), 'Arn'] });
const topicRef = (name: string) => ({ Ref: logicalId('AWS::SNS::Topic', 'TopicName', `trainyard-${name}`) });
/** Who may publish to a topic, by its policy. */
function publishers(name: string) {
  const ref = JSON.stringify([topicRef(name)]);
  const [, policy] = ofType(shared, 'AWS::SNS::TopicPolicy').find(([, { Properties }]) => JSON.stringify(Properties.Topics) === ref) ?? [];
  const statements = policy?.Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
  return statements.map(({ Action, Principal, Condition }: Record<string, unknown>) => ({ Action, Principal, Condition }));
}
const arn = (service: string, resource: string) => ({
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, `:${resource}`],
  ],
});
const ofThisAccount = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } };

describe('the launch topic', () => {
  it("lets CodeCommit publish for this account's repositories, EventBridge for rules of the installation, and no other service", () => {
    expect(publishers('launch')).toEqual([
      {
        Action: 'sns:Publish',
        Principal: { Service: 'codecommit.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': arn('codecommit', '*') }, StringEquals: ofThisAccount },
      },
      {
        Action: 'sns:Publish',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': arn('events', 'rule/trainyard-*') } },
      },
    ]);
  });

  it('hands its messages to launch, which only it may call', () => {
    const subscriptions = ofType(shared, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    const toLaunch = { Protocol: 'lambda', TopicArn: topicRef('launch'), Endpoint: functionArn('launch') };
    expect(subscriptions).toContainEqual(expect.objectContaining(toLaunch));
    const permissions = ofType(shared, 'AWS::Lambda::Permission')
      .map(([, { Properties }]) => Properties)
      .filter(({ FunctionName }) => JSON.stringify(FunctionName) === JSON.stringify(functionArn('launch')));
    expect(permissions).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: functionArn('launch'),
        Principal: 'sns.amazonaws.com',
        SourceArn: topicRef('launch'),
      },
    ]);
  });
});

describe('the webhook', () => {
  it('has a URL that anybody may call, and nobody may call the function otherwise', () => {
    const [[id, url] = []] = ofType(shared, 'AWS::Lambda::Url');
    expect(url?.Properties).toEqual({ AuthType: 'NONE', TargetFunctionArn: functionArn('webhook') });
    expect(shared.Outputs?.WebhookUrl?.Value).toEqual({ 'Fn::GetAtt': [id, 'FunctionUrl'] });
    const open = ofType(shared, 'AWS::Lambda::Permission').filter(([, { Properties }]) => Properties.Principal === '*');
    expect(open.map(([, { Properties: p }]) => [p.FunctionName, p.Action, p.FunctionUrlAuthType ?? p.InvokedViaFunctionUrl])).toEqual([
      [functionArn('webhook'), 'lambda:InvokeFunctionUrl', 'NONE'],
      [functionArn('webhook'), 'lambda:InvokeFunction', true],
    ]);
  });

  it('reads its secret and publishes to the launch topic, and may do nothing else', () => {
    const [, role] =
      Object.entries(shared.Resources).find(([, { Properties: p }]) => p?.Description?.startsWith('trainyard-webhook:')) ?? [];
    // The first two are every function's: its log, its traces.
    const [, , ...statements] = role?.Properties.Policies[0].PolicyDocument.Statement ?? [];
    expect(statements).toEqual([
      { Action: 'ssm:GetParameter', Effect: 'Allow', Resource: arn('ssm', 'parameter/trainyard-secrets/webhook') },
      { Action: 'sns:Publish', Effect: 'Allow', Resource: topicRef('launch') },
    ]);
  });
});

describe('the alarm of a lock that stays closed', () => {
  it('rings for one failed recovery, mails, and is silent without figures', () => {
    const [, alarm] =
      ofType(shared, 'AWS::CloudWatch::Alarm').find(([, { Properties }]) => Properties.AlarmName === 'trainyard-locked') ?? [];
    expect(alarm?.Properties).toMatchObject({
      AlarmName: 'trainyard-locked',
      Namespace: 'Trainyard',
      MetricName: 'RecoveriesFailed',
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topicRef('runs')],
    });
    expect(alarm?.Properties.AlarmDescription).toContain('docs/runbook.md, RecoveryFailed');
  });

  it('may publish to the runs topic from this account, as no other service may', () => {
    const Principal = { Service: 'cloudwatch.amazonaws.com' };
    expect(publishers('runs')).toEqual([{ Action: 'sns:Publish', Principal, Condition: { StringEquals: ofThisAccount } }]);
  });
});

it('raises an event for each upload to the data bucket, without a custom resource', () => {
  const notified = ofType(shared, 'AWS::S3::Bucket').filter(([, { Properties }]) => Properties.NotificationConfiguration);
  expect(notified.map(([id, { Properties }]) => [id.replace(/[0-9A-F]{8}$/, ''), Properties.NotificationConfiguration])).toEqual([
    ['StorageData', { EventBridgeConfiguration: { EventBridgeEnabled: true } }],
  ]);
});

describe('the queue of uploads', () => {
  const queue = () => ofType(shared, 'AWS::SQS::Queue').find(([, { Properties }]) => Properties.QueueName === 'trainyard-uploads');

  it('is filled by the rules of uploads alone, encrypted, TLS only, and gives up into the dead letters', () => {
    const [id, { Properties }] = queue() ?? ['', { Properties: {} }];
    expect(Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [expect.stringMatching(/^DeadLetters/), 'Arn'] }, maxReceiveCount: 5 },
    });
    const [, policy] = ofType(shared, 'AWS::SQS::QueuePolicy').find(([, { Properties: p }]) => JSON.stringify(p.Queues).includes(id)) ?? [];
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [id, 'Arn'] },
        Condition: { ArnLike: { 'aws:SourceArn': arn('events', 'rule/trainyard-*-data') }, StringEquals: ofThisAccount },
      },
    ]);
  });

  it('is handed to launch in large batches, two at a time, and hides them for six times as long as launch may take', () => {
    const [id, { Properties }] = queue() ?? ['', { Properties: {} }];
    expect(ofType(shared, 'AWS::Lambda::EventSourceMapping').map(([, { Properties: p }]) => p)).toMatchObject([
      {
        EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        FunctionName: { Ref: logicalId('AWS::Lambda::Function', 'FunctionName', 'trainyard-launch') },
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 30,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    ]);
    const [, launch] = ofType(shared, 'AWS::Lambda::Function').find(([, { Properties: p }]) => p.FunctionName === 'trainyard-launch') ?? [];
    expect(Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * launch?.Properties.Timeout + 30);
  });
});
