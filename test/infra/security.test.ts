import { beforeAll, expect, it } from 'vitest';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let templates: Map<string, Template>;

beforeAll(() => {
  ({ templates } = synthesize('--models', [modelFolder(settingsOf('birds')), modelFolder(settingsOf('planes'))].join(',')));
});

/** What AWS grants on every resource or not at all, and which roles need it. */
const withoutResource: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken': 'a login is for the whole registry',
  'cloudwatch:PutMetricData': 'has no resource; limited by its namespace condition',
  'sagemaker:ListTrainingJobs': 'lists have no resource',
  'sagemaker:ListEndpoints': 'lists have no resource',
  'xray:PutTraceSegments': 'traces have no resource',
  'xray:PutTelemetryRecords': 'traces have no resource',
  'xray:GetSamplingRules': 'traces have no resource',
  'xray:GetSamplingTargets': 'traces have no resource',
  'logs:CreateLogDelivery': 'Step Functions sets up its log delivery, which has no resource',
  'logs:GetLogDelivery': 'as above',
  'logs:UpdateLogDelivery': 'as above',
  'logs:DeleteLogDelivery': 'as above',
  'logs:ListLogDeliveries': 'as above',
  'logs:PutResourcePolicy': 'as above',
  'logs:DescribeResourcePolicies': 'as above',
  'logs:DescribeLogGroups': 'as above',
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statementsOf(template: Template): Statement[] {
  const inline = ofType(template, 'AWS::IAM::Role').flatMap(([, { Properties }]) => Properties.Policies ?? []);
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => ofType(template, type))
    .map(([, { Properties }]) => Properties);
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[]);
}

it('grants no action by wildcard', () => {
  for (const template of templates.values()) {
    for (const { Action } of statementsOf(template)) for (const action of [Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
  }
});

it('grants every resource only where AWS knows no smaller one', () => {
  for (const template of templates.values()) {
    for (const { Action, Resource } of statementsOf(template)) {
      if (![Resource].flat().includes('*')) continue;
      for (const action of [Action].flat()) expect(withoutResource, action).toHaveProperty([action]);
    }
  }
});

it('lists the objects of any bucket of the account, for channels that name their own, and of no other account', () => {
  const wide = [...templates.values()].flatMap(statementsOf).filter(({ Resource }) => /:s3:::\*/.test(JSON.stringify(Resource)));
  expect(wide).toHaveLength(2);
  for (const { Action, Condition } of wide) {
    expect(Action).toBe('s3:ListBucket');
    expect(Condition).toEqual({ StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } });
  }
});

it("reads repositories of the installation's names, and clones none with a role of all models", () => {
  const reading = [...templates.values()]
    .flatMap(statementsOf)
    .filter(({ Action }) => [Action].flat().some((a) => a.startsWith('codecommit:')));
  expect(reading).toHaveLength(3);
  for (const { Resource } of reading) expect(JSON.stringify(Resource)).toMatch(/:trainyard-\*"\]\]\}$/);
});

it('lets exactly the roles of its models be passed, each to its service only', () => {
  const passing = [...templates.values()].flatMap(statementsOf).filter(({ Action }) => [Action].flat().includes('iam:PassRole'));
  for (const { Condition, Resource } of passing) {
    const service = JSON.stringify(Resource).includes('-build"') ? 'codebuild' : 'sagemaker';
    expect(Condition).toEqual({ StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } });
  }
  const passed = passing
    .flatMap(({ Resource }) => [Resource].flat())
    .map((arn) => JSON.stringify(arn).replace(/.*:role\/(.*)"\]\]\}$/, '$1'));
  const made = ['birds', 'planes'].flatMap((model) => ofType(templates.get(`Trainyard-${model}`) as Template, 'AWS::IAM::Role'));
  expect(made).toHaveLength(6);
  expect(passed.sort()).toEqual(made.map(([, { Properties }]) => Properties.RoleName).sort());
});

it('needs no custom resources, nested stacks or managed policies of AWS', () => {
  for (const template of templates.values()) {
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith('Custom::') || type.startsWith('AWS::CloudFormation::'))).toEqual([]);
    expect(JSON.stringify(template)).not.toContain('ManagedPolicyArns');
  }
});

it("gives each model's containers their own data, artifacts and images only", () => {
  const planes = JSON.stringify(statementsOf(templates.get('Trainyard-planes') as Template));
  expect(planes).toContain('/planes/*');
  expect(planes).toContain('/training/planes/*');
  expect(planes).not.toContain('birds');
});
