import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FunctionName, functionSubstitution, functions } from '../../lambdas/contract/functions.ts';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let shared: Template;
const machines = ['pipeline', 'recovery'] as const;

beforeAll(() => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')), '--email', 'team@example.com');
  shared = templates.get('Trainyard') as Template;
});

const machineOf = (name: (typeof machines)[number]) =>
  ofType(shared, 'AWS::StepFunctions::StateMachine').find(([, { Properties }]) => Properties.StateMachineName === `trainyard-${name}`)?.[1]
    .Properties;
/** The definition's text again: CloudFormation puts the partition in. */
const textOf = ({ DefinitionString: { 'Fn::Join': join } }: { DefinitionString: { 'Fn::Join': [string, unknown[]] } }) =>
  join[1].map((part) => (typeof part === 'string' ? part : `\${Partition}`)).join('');

describe('the functions', () => {
  it('are exactly those of the contract, with exactly its environment, limits and purpose', () => {
    const made = ofType(shared, 'AWS::Lambda::Function').map(([, { Properties: p }]) => [
      p.FunctionName,
      { env: Object.keys(p.Environment?.Variables ?? {}).sort(), timeout: p.Timeout, memory: p.MemorySize, purpose: p.Description },
    ]);
    const wanted = Object.entries(functions).map(([name, { env, timeoutSeconds, memoryMb, purpose }]) => [
      `trainyard-${name}`,
      { env: [...env].sort(), timeout: timeoutSeconds, memory: memoryMb, purpose },
    ]);
    expect(Object.fromEntries(made)).toEqual(Object.fromEntries(wanted));
  });

  it('run on Node 24 on arm64, each with a role and a log group of its own', () => {
    const made = ofType(shared, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    expect(new Set(made.map(({ Runtime, Architectures }) => `${Runtime} ${Architectures}`))).toEqual(new Set(['nodejs24.x arm64']));
    expect(new Set(made.map(({ Role }) => Role['Fn::GetAtt'][0])).size).toBe(made.length);
    expect(new Set(made.map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref)).size).toBe(made.length);
    for (const [, { Properties }] of ofType(shared, 'AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(90);
  });

  it.each(machines)('are called by the definition of %s as versions that outlive a redeploy', (name) => {
    const { DefinitionSubstitutions } = machineOf(name);
    const definition = readFileSync(`statemachine/${name}.asl.json`, 'utf8');
    const holes = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole));
    expect(new Set([...Object.keys(DefinitionSubstitutions), 'Partition'])).toEqual(holes);
    expect(JSON.parse(textOf(machineOf(name)))).toEqual(JSON.parse(definition));
    for (const [hole, value] of Object.entries<{ Ref: string }>(DefinitionSubstitutions)) {
      const version = shared.Resources[value.Ref];
      expect(version).toMatchObject({
        Type: 'AWS::Lambda::Version',
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
      const called = shared.Resources[version?.Properties.FunctionName.Ref]?.Properties.FunctionName;
      expect(functionSubstitution(called.replace('trainyard-', '') as FunctionName)).toBe(hole);
    }
  });
});

describe('the state machines', () => {
  it.each(machines)('may do what every Resource of their definitions asks for: %s', (name) => {
    const { DefinitionSubstitutions, RoleArn } = machineOf(name);
    const role = shared.Resources[RoleArn['Fn::GetAtt'][0]];
    // biome-ignore lint/suspicious/noExplicitAny: policies are read as data.
    const statements = role?.Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
    const tasks = tasksOf(JSON.parse(textOf(machineOf(name))));
    expect(tasks.length).toBeGreaterThan(name === 'pipeline' ? 10 : 2);
    for (const { Resource, Arguments } of tasks) {
      expect(Resource, 'a service this test knows the permission of').toMatch(
        /^arn:\$\{Partition\}:states:::lambda:invoke(\.waitForTaskToken)?$/,
      );
      const version = DefinitionSubstitutions[Arguments.FunctionName.replace(/[${}]/g, '')].Ref;
      const called = shared.Resources[version]?.Properties.FunctionName.Ref;
      const wanted = JSON.stringify({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [called, 'Arn'] }, ':*']] });
      const granted = (statements as { Action: unknown; Resource: unknown }[]).some(
        ({ Action, Resource: r }) => Action === 'lambda:InvokeFunction' && JSON.stringify(r).includes(wanted),
      );
      expect(granted, `${called} may be invoked`).toBe(true);
    }
  });

  it.each(machines)('log without the data of executions, which hold task tokens, and are traced: %s', (name) => {
    expect(machineOf(name)).toMatchObject({
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('are known to the functions by ARNs that name no resource, or CloudFormation would see a circle', () => {
    const variables = ofType(shared, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.Environment?.Variables ?? {});
    const arns = variables.flatMap(({ PIPELINE_ARN, RECOVERY_ARN }) => [PIPELINE_ARN, RECOVERY_ARN].filter(Boolean));
    expect(arns).toHaveLength(6);
    for (const value of arns) expect(JSON.stringify(value)).toMatch(/:stateMachine:trainyard-(pipeline|recovery)"/);
  });
});

it('hears of pushes, of ended builds, trainings, endpoints and executions, and looks by itself every five minutes', () => {
  const rules = ofType(shared, 'AWS::Events::Rule').map(([, { Properties: p }]) => {
    const { Ref, 'Fn::GetAtt': attribute = [Ref] } = p.Targets[0].Arn;
    const { FunctionName, TopicName } = shared.Resources[attribute[0]]?.Properties ?? {};
    const target = FunctionName ?? TopicName;
    return `${p.ScheduleExpression ?? `${p.EventPattern.source} / ${p.EventPattern['detail-type']}`} → ${target}`;
  });
  expect(rules.sort()).toEqual([
    'aws.codebuild / CodeBuild Build State Change → trainyard-wake',
    'aws.codecommit / CodeCommit Repository State Change → trainyard-launch',
    'aws.sagemaker / SageMaker Endpoint State Change → trainyard-wake',
    'aws.sagemaker / SageMaker Training Job State Change → trainyard-wake',
    'aws.states / Step Functions Execution Status Change → trainyard-finish',
    'rate(5 minutes) → trainyard-sweep',
  ]);
  const patterns = ofType(shared, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern ?? {});
  const { stateMachineArn, status } = patterns.find(({ source }) => source?.[0] === 'aws.states').detail;
  expect(stateMachineArn.map(({ Ref }: { Ref: string }) => shared.Resources[Ref]?.Properties.StateMachineName)).toEqual([
    'trainyard-pipeline',
    'trainyard-recovery',
  ]);
  expect(status).toEqual(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
});

describe('the buckets', () => {
  it('are versioned, encrypted, closed to the public and kept', () => {
    const buckets = ofType(shared, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(2);
    for (const [, bucket] of buckets) {
      expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(bucket.Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      const rules = bucket.Properties.LifecycleConfiguration.Rules;
      expect(rules).toContainEqual({ Id: 'old-versions', NoncurrentVersionExpiration: { NoncurrentDays: 90 }, Status: 'Enabled' });
    }
  });

  it('refuse whoever does not use TLS, and so do the topics', () => {
    const policies = [...ofType(shared, 'AWS::S3::BucketPolicy'), ...ofType(shared, 'AWS::SNS::TopicPolicy')];
    expect(policies).toHaveLength(4);
    for (const [, { Properties }] of policies) {
      const denied = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
      expect(Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining(denied));
    }
  });
});

it('subscribes the address that was given to the runs topic, and encrypts no topic with the AWS key that drops messages', () => {
  const subscriptions = ofType(shared, 'AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
  const topic = ofType(shared, 'AWS::SNS::Topic').find(([, { Properties }]) => Properties.TopicName === 'trainyard-runs');
  expect(subscriptions).toContainEqual({ Protocol: 'email', Endpoint: 'team@example.com', TopicArn: { Ref: topic?.[0] } });
  for (const [, { Properties }] of ofType(shared, 'AWS::SNS::Topic')) expect(Properties.KmsMasterKeyId).toBeUndefined();
});

it('builds with Docker, from buildspecs that are in the template, and lends the tools', () => {
  const projects = ofType(shared, 'AWS::CodeBuild::Project').map(([, { Properties }]) => Properties);
  expect(projects.map(({ Name }) => Name).sort()).toEqual(['trainyard-build-image', 'trainyard-verify-model']);
  for (const { Environment, Source } of projects) {
    expect(Environment.PrivilegedMode).toBe(true);
    expect(JSON.parse(Source.BuildSpec).version).toBe(0.2);
    const names = Environment.EnvironmentVariables.map(({ Name }: { Name: string }) => Name);
    expect(names).toEqual(['BUILD_TOOLS', 'ARTIFACTS_BUCKET']);
  }
});

// biome-ignore lint/suspicious/noExplicitAny: a definition is read as data.
function tasksOf(definition: any): { Resource: string; Arguments: { FunctionName: string } }[] {
  // biome-ignore lint/suspicious/noExplicitAny: a definition is read as data.
  return Object.values<any>(definition.States).flatMap((state) => [
    ...(state.Type === 'Task' ? [state] : []),
    ...(state.Branches ?? []).flatMap(tasksOf),
    ...(state.ItemProcessor ? tasksOf(state.ItemProcessor) : []),
  ]);
}
