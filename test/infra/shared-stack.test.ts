import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FunctionName, functionSubstitution, functions } from '../../lambdas/contract/functions.ts';
import { modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

let shared: Template;
let model: Template;

beforeAll(() => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')), '--email', 'team@example.com');
  shared = templates.get('Trainyard') as Template;
  model = templates.get('Trainyard-birds') as Template;
});

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

  it('are called by the definition as versions that outlive a redeploy', () => {
    const [, machine] = ofType(shared, 'AWS::StepFunctions::StateMachine')[0] ?? [];
    const { DefinitionString, DefinitionSubstitutions } = machine?.Properties ?? {};
    const holes = new Set([...readFileSync('statemachine/pipeline.asl.json', 'utf8').matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole));
    expect(new Set(Object.keys(DefinitionSubstitutions))).toEqual(holes);
    expect(JSON.parse(DefinitionString)).toEqual(JSON.parse(readFileSync('statemachine/pipeline.asl.json', 'utf8')));
    for (const [hole, value] of Object.entries<{ Ref: string }>(DefinitionSubstitutions)) {
      if (hole === 'Partition') continue;
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

describe('the pipeline', () => {
  it('may do what every Resource of its definition asks for', () => {
    const [, machine] = ofType(shared, 'AWS::StepFunctions::StateMachine')[0] ?? [];
    const { DefinitionString, DefinitionSubstitutions, RoleArn } = machine?.Properties ?? {};
    const role = shared.Resources[RoleArn['Fn::GetAtt'][0]];
    // biome-ignore lint/suspicious/noExplicitAny: policies are read as data.
    const statements = role?.Properties.Policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
    const tasks = tasksOf(JSON.parse(DefinitionString));
    expect(tasks.length).toBeGreaterThan(10);
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

  it('logs without the data of executions, which hold task tokens, and is traced', () => {
    const [, machine] = ofType(shared, 'AWS::StepFunctions::StateMachine')[0] ?? [];
    expect(machine?.Properties).toMatchObject({
      StateMachineName: 'trainyard-pipeline',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
  });

  it('hears of ended builds, trainings, endpoints and failed runs', () => {
    const rules = ofType(shared, 'AWS::Events::Rule').map(([, { Properties: p }]) => {
      const target = shared.Resources[p.Targets[0].Arn['Fn::GetAtt'][0]]?.Properties.FunctionName;
      return `${p.EventPattern.source} / ${p.EventPattern['detail-type']} → ${target}`;
    });
    expect(rules.sort()).toEqual([
      'aws.codebuild / CodeBuild Build State Change → trainyard-wake',
      'aws.sagemaker / SageMaker Endpoint State Change → trainyard-finish',
      'aws.sagemaker / SageMaker Endpoint State Change → trainyard-wake',
      'aws.sagemaker / SageMaker Training Job State Change → trainyard-wake',
      'aws.states / Step Functions Execution Status Change → trainyard-finish',
    ]);
  });
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

  it('refuse whoever does not use TLS, and so does the topic', () => {
    const policies = [...ofType(shared, 'AWS::S3::BucketPolicy'), ...ofType(shared, 'AWS::SNS::TopicPolicy')];
    expect(policies).toHaveLength(3);
    for (const [, { Properties }] of policies) {
      const denied = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
      expect(Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining(denied));
    }
  });

  it('are found by the model stacks through exports', () => {
    const exported = Object.values(shared.Outputs ?? {}).flatMap(({ Export }) => Export?.Name ?? []);
    const imported = new Set([...JSON.stringify(model).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name));
    expect([...imported].sort()).toEqual(exported.sort());
  });
});

it('subscribes the address that was given to the runs topic, whose key is not the AWS one that drops messages', () => {
  const [, subscription] = ofType(shared, 'AWS::SNS::Subscription')[0] ?? [];
  expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'team@example.com' });
  expect(ofType(shared, 'AWS::SNS::Topic')[0]?.[1].Properties.KmsMasterKeyId).toBeUndefined();
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
