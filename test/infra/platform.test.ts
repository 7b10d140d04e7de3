import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate, forService } from '../../local/iam/evaluate.ts';
import { parsePolicy } from '../../local/iam/policy.ts';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const context = (options: Readonly<Record<string, string>>) =>
  Object.entries(options).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
const withTriggers = `${settingsOf('birds')}source: {type: codecommit}\ntriggers: {data: true, schedule: rate(7 days)}\n`;
const all = (templates: Map<string, Template>) =>
  [...templates].flatMap(([stack, template]) => Object.entries(template.Resources).map(([id, r]) => ({ stack, id, ...r })));
const make = (...args: string[]) => synthesize('--models', modelFolder(withTriggers), '--email', 'team@example.com', ...args).templates;

let plain: Map<string, Template>;
let full: Map<string, Template>;
beforeAll(() => {
  plain = make();
  full = make(
    ...context({
      kmsKey: key,
      subnets: 'subnet-0a1b,subnet-0a1c',
      securityGroups: 'sg-0a1b',
      permissionsBoundary: 'bound',
      tags: 'team=ml, cost-centre=42=x',
      githubRepositories: 'octo/birds',
    }),
  );
});

describe('without options', () => {
  it('every bucket, topic and queue refuses what comes without TLS', () => {
    const policies = all(plain).filter(({ Type }) => /::(BucketPolicy|TopicPolicy|QueuePolicy)$/.test(Type));
    const guarded = (id: string) =>
      policies.some(({ Properties }) => {
        const targets = JSON.stringify([Properties.Bucket, Properties.Topics, Properties.Queues]);
        const denies = Properties.PolicyDocument.Statement.some(
          ({ Effect, Condition }: { Effect: string; Condition?: unknown }) =>
            Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        );
        return targets.includes(`"${id}"`) && denies;
      });
    const stores = all(plain).filter(({ Type }) => ['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'].includes(Type));
    expect(stores.length).toBeGreaterThanOrEqual(5);
    expect(stores.filter(({ id }) => !guarded(id)).map(({ id }) => id)).toEqual([]);
  });

  it("buckets and queues are under AWS's keys, and topics under none: alias/aws/sns would drop EventBridge's messages", () => {
    for (const [, { Properties }] of ofType(plain.get('Trainyard') as Template, 'AWS::S3::Bucket'))
      expect(JSON.stringify(Properties.BucketEncryption)).toContain('AES256');
    for (const [, { Properties }] of ofType(plain.get('Trainyard') as Template, 'AWS::SNS::Topic'))
      expect(Properties.KmsMasterKeyId).toBeUndefined();
    for (const [, { Properties }] of ofType(plain.get('Trainyard') as Template, 'AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  it('carries the tags of installation and model', () => {
    for (const { Type, stack, Properties } of all(plain)) {
      if (Properties?.Tags === undefined) continue;
      expect(JSON.stringify(Properties.Tags), Type).toContain('trainyard:installation');
      if (stack === 'Trainyard-birds') expect(JSON.stringify(Properties.Tags), Type).toContain('trainyard:model');
    }
  });
});

describe('with every option', () => {
  it("every bucket, topic, queue and log group is under the customer's key", () => {
    const keyOf: Record<string, (properties: Template['Resources'][string]['Properties']) => unknown> = {
      'AWS::S3::Bucket': (p) => p.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
      'AWS::SNS::Topic': (p) => p.KmsMasterKeyId,
      'AWS::SQS::Queue': (p) => p.KmsMasterKeyId,
      'AWS::Logs::LogGroup': (p) => p.KmsKeyId,
    };
    const stores = all(full).filter(({ Type }) => keyOf[Type]);
    expect(new Set(stores.map(({ Type }) => Type)).size).toBe(4);
    for (const { id, Type, Properties } of stores) expect(keyOf[Type]?.(Properties), id).toBe(key);
  });

  it('every role may use the key through one service at a time, and no role may do more with it', () => {
    const uses = all(full).flatMap(({ Properties }) => [
      ...(Properties?.Policies ?? []).flatMap(statements),
      ...(Properties?.PolicyDocument && Properties.Roles ? statements(Properties) : []),
    ]);
    const ofKey = uses.filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
    expect(ofKey.length).toBeGreaterThan(10);
    for (const { Action, Resource, Condition } of ofKey) {
      // SageMaker asks it of the role that an artifact is encrypted under, and says of no service that asks.
      if (Action === 'kms:Encrypt') {
        expect([Resource, Condition]).toEqual([key, undefined]);
        continue;
      }
      for (const action of [Action].flat()) expect(['kms:Decrypt', 'kms:GenerateDataKey']).toContain(action);
      expect(Resource).toBe(key);
      expect(Object.keys(Condition as object)).toEqual(['StringEquals']);
      expect(JSON.stringify(Condition)).toMatch(/"kms:ViaService":\{"Fn::Join":\["",\["(s3|sns|sqs)\./);
    }
  });

  it('only the training roles encrypt with the key themselves', () => {
    const encrypting = all(full).filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Role' && JSON.stringify(Properties).includes('kms:Encrypt'),
    );
    const trainings = all(full).filter(
      ({ Type, Properties }) => Type === 'AWS::IAM::Role' && String(Properties.RoleName).endsWith('-training'),
    );
    expect(encrypting.map(({ id }) => id)).toEqual(trainings.map(({ id }) => id));
    expect(trainings.length).toBeGreaterThan(0);
  });

  it('every role has the boundary', () => {
    const roles = all(full).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(20);
    for (const { id, Properties } of roles) expect(JSON.stringify(Properties.PermissionsBoundary), id).toContain(':policy/bound');
  });

  it('tags go on every resource that takes them, and into what runs get', () => {
    const untagged = all(full).filter(({ Properties }) => !JSON.stringify(Properties?.Tags ?? '').includes('team'));
    // CloudFormation takes no tags on these.
    const without = new Set([
      'AWS::Budgets::Budget',
      'AWS::CloudWatch::Dashboard',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Policy',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
      'AWS::Lambda::Version',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::Subscription',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ]);
    expect([...new Set(untagged.map(({ Type }) => Type))].filter((type) => !without.has(type))).toEqual([]);
    const deployed = all(full).find(({ id }) => id.startsWith('Deployed'))?.Properties.Value;
    const text = JSON.stringify(deployed).replaceAll('\\"', '"');
    expect(text).toContain('"tags":{"team":"ml","cost-centre":"42=x","trainyard:installation":"trainyard"}');
    expect(text).toContain('"network":{"subnets":["subnet-0a1b","subnet-0a1c"],"securityGroups":["sg-0a1b"]}');
  });

  it('training and hosting may make interfaces in those subnets, and only there', () => {
    const made = all(full).filter(
      ({ stack, Type, Properties }) => stack === 'Trainyard-birds' && Type === 'AWS::IAM::Role' && !Properties.RoleName.endsWith('-build'),
    );
    expect(made).toHaveLength(2);
    for (const { Properties } of made) {
      const making = Properties.Policies.flatMap(statements).find(({ Action }: Statement) => Action === 'ec2:CreateNetworkInterface');
      const places = making.Resource.map((arn: unknown) => JSON.stringify(arn).replace(/.*:([a-z-]+\/[^"]+)".*/, '$1'));
      expect(places.sort()).toEqual(['network-interface/*', 'security-group/sg-0a1b', 'subnet/subnet-0a1b', 'subnet/subnet-0a1c']);
    }
  });
});

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
// biome-ignore lint/suspicious/noExplicitAny: policies are read as data.
const statements = ({ PolicyDocument }: any): any[] => PolicyDocument.Statement;

it('uses existing buckets, and makes none then', () => {
  const templates = make(...context({ artifactsBucket: 'our-artifacts', dataBucket: 'our-data' }));
  expect(all(templates).filter(({ Type }) => Type.startsWith('AWS::S3::'))).toEqual([]);
  expect(templates.get('Trainyard')?.Outputs).toMatchObject({
    ArtifactsBucket: { Value: 'our-artifacts' },
    DataBucket: { Value: 'our-data' },
  });
  const prepare = all(templates).find(({ Properties }) => Properties?.FunctionName === 'trainyard-prepare');
  expect(prepare?.Properties.Environment.Variables).toMatchObject({ ARTIFACTS_BUCKET: 'our-artifacts', DATA_BUCKET: 'our-data' });
});

it.each([
  ['kmsKey=alias/mine', 'kmsKey: expected the ARN of a key (not of an alias), got "alias/mine"'],
  [
    `tags=${Array.from({ length: 41 }, (_, i) => `t${i}=x`).join(',')}`,
    'tags: expected at most 40, as a resource takes 50 and some are ours, got 41',
  ],
  ['subnets=subnet-0a', 'expected 1 to 16 subnets and 1 to 5 securityGroups, or none of either; got 1 and 0'],
  ['subnets=vpc-0a', 'subnets: expected ids such as subnet-0a1b2c3d, got "vpc-0a"'],
  ['securityGroups=x', 'securityGroups: expected ids such as sg-0a1b2c3d, got "x"'],
  ['permissionsBoundary=a b', 'permissionsBoundary: expected a policy\'s name or ARN, got "a b"'],
  ['dataBucket=Not_A_Bucket', 'dataBucket: expected an existing bucket\'s name, got "Not_A_Bucket"'],
  ['tags=team', 'tags: expected key=value pairs, separated by commas, got "team"'],
  ['tags=aws:x=1', 'tags: expected letters, digits, spaces and _.:/=+-@, got "aws:x=1"'],
  ['deployed=Not a model', 'deployed: expected names of models, got "Not a model"'],
])('refuses %s', (pair, message) => {
  expect(() => make('--context', pair)).toThrow(message);
});

it("keeps every name within AWS's lengths with the longest installation and model", () => {
  const installation = 'a-name-of-20-letters';
  const model = `m${'x'.repeat(29)}`;
  const settings = withTriggers.replace('birds', model);
  const { templates } = synthesize(
    '--installation',
    installation,
    '--models',
    modelFolder(settings),
    '--email',
    'a@b.example',
    ...context({ githubRepositories: 'octo/birds', monthlyBudgetUsd: '9' }),
  );
  const longest: Readonly<Record<string, number>> = {
    FunctionName: 64,
    RoleName: 64,
    TopicName: 256,
    QueueName: 80,
    StateMachineName: 80,
    AlarmName: 255,
    DashboardName: 255,
    LogGroupName: 512,
    ManagedPolicyName: 128,
    PolicyName: 128,
    ModelPackageGroupName: 63,
    RepositoryName: 100,
    DisplayName: 100,
    BucketName: 63,
  };
  let seen = 0;
  for (const [stack] of templates) expect(stack.length).toBeLessThanOrEqual(128);
  for (const { Type, Properties } of all(templates)) {
    const name = ({ 'AWS::Events::Rule': 64, 'AWS::CodeBuild::Project': 150, 'AWS::SSM::Parameter': 1011 } as Record<string, number>)[Type];
    for (const [property, most] of [...Object.entries(longest), ...(name ? [['Name', name] as const] : [])]) {
      const value = Properties?.[property];
      if (typeof value !== 'string') continue;
      seen++;
      expect(value.length, `${Type} ${property} ${value}`).toBeLessThanOrEqual(most);
    }
  }
  expect(seen).toBeGreaterThan(40);
});

it('has a key policy in docs/security.md that lets each service do what it does with the key, and no other', () => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/security.md', 'utf8')) ?? [];
  const policy = parsePolicy(json.replaceAll('ACCOUNT', '111122223333').replaceAll('REGION', 'us-east-1'));
  const may = (service: string, action: string, extra: Record<string, string> = {}) =>
    evaluate(forService(policy, service), { action: `kms:${action}`, resource: key, context: extra }) === 'allowed';
  for (const service of ['events', 'cloudwatch', 'codecommit', 'sns']) {
    for (const action of ['Decrypt', 'GenerateDataKey']) expect(may(`${service}.amazonaws.com`, action), `${service} ${action}`).toBe(true);
    expect(may(`${service}.amazonaws.com`, 'ScheduleKeyDeletion')).toBe(false);
  }
  const group = { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/x' };
  expect(may('logs.us-east-1.amazonaws.com', 'GenerateDataKey', group)).toBe(true);
  expect(may('logs.us-east-1.amazonaws.com', 'GenerateDataKey')).toBe(false);
  expect(may('ec2.amazonaws.com', 'Decrypt')).toBe(false);
});
