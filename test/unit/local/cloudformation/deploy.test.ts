// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold such text.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { deployAssembly } from '../../../../local/cloudformation/index.ts';
import { AwsError } from '../../../../local/services/errors.ts';
import { assemblyOf, fakeWorld } from './fake-world.ts';

const logGroup = (name: string, days = 30, more: object = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name, RetentionInDays: days },
  ...more,
});
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'runs' } };

describe('a first deploy', () => {
  it('makes what is named before what names it, whatever the order of the template', async () => {
    const { world, taken } = fakeWorld();
    const Resources = {
      Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'a@b.c' } },
      First: logGroup('/first', 30, { DependsOn: 'Subscription' }),
      Topic: topic,
    };
    const { stacks } = await deployAssembly(world, assemblyOf({ One: { Resources } }));
    expect(taken()).toEqual(['sns CreateTopic', 'sns Subscribe', 'logs CreateLogGroup', 'logs PutRetentionPolicy']);
    expect(stacks).toMatchObject([{ name: 'One', created: ['Topic', 'Subscription', 'First'], updated: [], unchanged: [], deleted: [] }]);
  });

  it('hands values from stack to stack, in the order of their dependencies', async () => {
    const { world, inputOf } = fakeWorld();
    const Shared = {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
      Outputs: { Name: { Value: { Ref: 'Bucket' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Bucket' } } } },
    };
    const Value = { 'Fn::Join': ['', ['{"bucket":"', { 'Fn::ImportValue': 'Shared:Bucket' }, '"}']] };
    const Model = { Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Type: 'String', Value } } } };
    const { stacks } = await deployAssembly(world, assemblyOf({ Shared, Model }));
    expect(stacks.map(({ name }) => name)).toEqual(['Shared', 'Model']);
    const { Bucket } = inputOf('s3 CreateBucket');
    expect(Bucket).toMatch(/^shared-bucket-[0-9a-f]{12}$/);
    expect(stacks[0]?.outputs).toEqual({ Name: Bucket });
    expect(inputOf('ssm PutParameter').Value).toBe(JSON.stringify({ bucket: Bucket }));
  });

  it('leaves out what a condition excludes', async () => {
    const { world, taken } = fakeWorld();
    const template = {
      Conditions: { InChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] } },
      Resources: { There: logGroup('/there'), Not: { ...topic, Condition: 'InChina' } },
      Outputs: { Not: { Value: 'x', Condition: 'InChina' } },
    };
    const { stacks } = await deployAssembly(world, assemblyOf({ One: template }));
    expect(taken()).not.toContain('sns CreateTopic');
    expect(stacks[0]).toMatchObject({ created: ['There'], outputs: {} });
  });

  it('publishes folders as zips that keep modes and are the same every time; the code of functions stays a folder', async () => {
    const assets = {
      'source.zip': { packaging: 'zip', files: { 'b.txt': 'b', 'a/run.sh': '#!/bin/sh' } },
      'code.zip': { packaging: 'zip', files: { 'index.cjs': 'exports.handler = 1' } },
      'tools.mjs': { packaging: 'file', files: { '': 'tools' } },
    } as const;
    const Properties = { Code: { S3Bucket: 'b', S3Key: 'code.zip' }, Role: 'arn:r', Handler: 'index.handler', Runtime: 'nodejs24.x' };
    const template = { Resources: { F: { Type: 'AWS::Lambda::Function', Properties } } };
    const bodies: Buffer[] = [];
    for (const _ of [1, 2]) {
      const { world, calls, inputOf } = fakeWorld();
      const dir = assemblyOf({ One: template }, assets);
      await deployAssembly(world, dir);
      const puts = calls.filter(({ name }) => name === 's3 PutObject').map(({ input }) => input);
      expect(puts.map(({ Key }) => Key)).toEqual(['source.zip', 'tools.mjs']);
      expect(puts[0].Bucket).toBe('cdk-hnb659fds-assets-000000000000-us-east-1');
      expect(Object.keys(unzipSync(puts[0].Body))).toEqual(['a/run.sh', 'b.txt']);
      expect(await text(puts[1].Body)).toBe('tools');
      expect(inputOf('lambda CreateFunction').Code).toEqual({ Directory: join(dir, 'asset.code.zip') });
      bodies.push(Buffer.from(puts[0].Body));
    }
    expect(bodies[0]?.equals(bodies[1] as Buffer)).toBe(true);
  });
});

describe('a later deploy', () => {
  it('of the same template calls nothing but the look at the assets', async () => {
    const { world, taken } = fakeWorld();
    const dir = assemblyOf({ One: { Resources: { A: logGroup('/a'), T: topic } } }, { f: { packaging: 'file', files: { '': 'x' } } });
    await deployAssembly(world, dir);
    taken();
    const { stacks } = await deployAssembly(world, dir);
    expect(taken()).toEqual(['s3 HeadObject']);
    expect(stacks[0]).toMatchObject({ created: [], updated: [], unchanged: ['A', 'T'], deleted: [] });
  });

  it('changes what changed, replaces what cannot be changed, removes what is gone, and keeps what is to be kept', async () => {
    const { world, taken, calls } = fakeWorld();
    const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    await deployAssembly(
      world,
      assemblyOf({
        One: {
          Resources: {
            Same: logGroup('/same'),
            Changed: logGroup('/c', 30),
            Moved: logGroup('/old'),
            Gone: logGroup('/gone'),
            Kept: logGroup('/k', 1, kept),
          },
        },
      }),
    );
    taken();
    const Resources = { Same: logGroup('/same'), Changed: logGroup('/c', 60), Moved: logGroup('/new') };
    const seen: string[] = [];
    const { stacks } = await deployAssembly(world, assemblyOf({ One: { Resources } }), {
      onProgress: ({ change, logicalId }) => seen.push(`${change} ${logicalId}`),
    });
    expect(stacks[0]).toMatchObject({ created: [], updated: ['Changed', 'Moved'], unchanged: ['Same'], deleted: ['Gone'] });
    expect(seen).toEqual(['updated Changed', 'updated Moved', 'deleted Gone']);
    expect(calls.filter(({ name }) => name === 'logs DeleteLogGroup').map(({ input }) => input.logGroupName)).toEqual(['/gone', '/old']);
    expect(taken().filter((name) => name === 'logs CreateLogGroup')).toHaveLength(1);
  });

  it('publishes a new version of changed code and leaves the old one', async () => {
    const { world, taken, inputOf } = fakeWorld();
    const stack = (key: string) => ({
      Resources: {
        F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f', Code: { S3Bucket: 'b', S3Key: key }, Role: 'arn:r' } },
        [`FVersion${key}`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'F' } }, DeletionPolicy: 'Retain' },
      },
      Outputs: { Version: { Value: { Ref: `FVersion${key}` } } },
    });
    await deployAssembly(world, assemblyOf({ One: stack('a') }));
    taken();
    const { stacks } = await deployAssembly(world, assemblyOf({ One: stack('b') }));
    expect(inputOf('lambda UpdateFunctionCode')).toMatchObject({ FunctionName: 'f', S3Key: 'b' });
    expect(taken()).toEqual(['lambda UpdateFunctionCode', 'lambda UpdateFunctionConfiguration', 'lambda PublishVersion']);
    expect(stacks[0]).toMatchObject({ deleted: [], outputs: { Version: 'arn:aws:lambda:us-east-1:000000000000:function:f:2' } });
  });
});

describe('a deploy that fails', () => {
  it('names stack, logical id, type, operation and error, and is mended by the next one', async () => {
    let broken = true;
    const { world, taken } = fakeWorld({
      'logs PutRetentionPolicy': ({ logGroupName }) => {
        if (broken && logGroupName === '/b') throw new AwsError('ServiceUnavailableException', 'come back');
      },
      'logs CreateLogGroup': ({ logGroupName }) => {
        if (groups.has(logGroupName)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
        groups.add(logGroupName);
      },
    });
    const groups = new Set<string>();
    const dir = assemblyOf({ One: { Resources: { A: logGroup('/a'), B: logGroup('/b'), C: logGroup('/c') } } });
    await expect(deployAssembly(world, dir)).rejects.toThrow(
      'One / B (AWS::Logs::LogGroup): PutRetentionPolicy: ServiceUnavailableException: come back',
    );
    broken = false;
    taken();
    const { stacks } = await deployAssembly(world, dir);
    expect(stacks[0]).toMatchObject({ created: ['B', 'C'], unchanged: ['A'] });
    expect((await deployAssembly(world, dir)).stacks[0]?.unchanged).toEqual(['A', 'B', 'C']);
  });

  it('does not take over what another made, now or at the next try', async () => {
    const { world } = fakeWorld({
      'logs CreateLogGroup': () => {
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      },
    });
    const dir = assemblyOf({ One: { Resources: { A: logGroup('/a') } } });
    for (const _ of [1, 2])
      await expect(deployAssembly(world, dir)).rejects.toThrow('One / A (AWS::Logs::LogGroup): CreateLogGroup: ResourceAlready');
  });

  it('finishes a removal that broke off', async () => {
    let broken = true;
    const { world, taken } = fakeWorld({
      'logs DeleteLogGroup': () => {
        if (broken) throw new AwsError('ServiceUnavailableException', 'come back');
      },
    });
    await deployAssembly(world, assemblyOf({ One: { Resources: { A: logGroup('/a'), T: topic } } }));
    const next = assemblyOf({ One: { Resources: { T: topic } } });
    await expect(deployAssembly(world, next)).rejects.toThrow('One / A (AWS::Logs::LogGroup): DeleteLogGroup');
    broken = false;
    taken();
    expect((await deployAssembly(world, next)).stacks[0]).toMatchObject({ unchanged: ['T'], deleted: ['A'] });
    expect(taken()).toEqual(['logs DeleteLogGroup']);
  });
});

describe('what it does not know', () => {
  const refused = async (template: object) => {
    const { world, taken } = fakeWorld();
    const error = await deployAssembly(world, assemblyOf({ One: template })).catch((reason: Error) => reason);
    expect(taken().filter((name) => !name.startsWith('ssm Get'))).toEqual([]);
    return (error as Error).message;
  };

  it('is refused before anything is touched: a type', async () => {
    const Resources = { A: logGroup('/a'), Stream: { Type: 'AWS::Kinesis::Stream' }, Custom: { Type: 'Custom::Thing' } };
    expect(await refused({ Resources })).toBe(
      'One: the local CloudFormation does not know the type of Stream (AWS::Kinesis::Stream), Custom (Custom::Thing)',
    );
  });

  it('a property, at any depth', async () => {
    expect(await refused({ Resources: { A: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } } } })).toBe(
      'One / A (AWS::SNS::Topic): the local CloudFormation does not know the property FifoTopic of AWS::SNS::Topic',
    );
    const Rules = [{ Id: 'x', Status: 'Enabled', Transitions: [] }];
    const Properties = { LifecycleConfiguration: { Rules } };
    expect(await refused({ Resources: { A: { Type: 'AWS::S3::Bucket', Properties } } })).toContain(
      'the property LifecycleConfiguration.Rules.Transitions of AWS::S3::Bucket',
    );
  });

  it('a section, an attribute, a parameter without a default', async () => {
    expect(await refused({ Transform: 'AWS::Serverless', Resources: {} })).toBe(
      'One: the local CloudFormation does not know the section Transform of a template',
    );
    expect(await refused({ Resources: { A: logGroup('/a', 1, { CreationPolicy: {} }) } })).toContain('the attribute CreationPolicy');
    expect(await refused({ Parameters: { P: { Type: 'String' } }, Resources: {} })).toContain('Parameters: [P] must have values');
  });

  it('a hole of a definition that nothing fills', async () => {
    const Properties = { StateMachineName: 'm', DefinitionString: '{"a":"${Missing}"}', RoleArn: 'arn:r' };
    const Resources = { M: { Type: 'AWS::StepFunctions::StateMachine', Properties } };
    expect(await refused({ Resources })).toContain('which DefinitionSubstitutions does not give');
  });

  it('a circle of resources', async () => {
    const Resources = { A: logGroup('/a', 1, { DependsOn: 'B' }), B: logGroup('/b', 1, { DependsOn: ['A'] }) };
    expect(await refused({ Resources })).toBe('One: Circular dependency between resources: [A, B]');
  });
});

it('checks the version of the bootstrap as the rule in the template says', async () => {
  const { world } = fakeWorld();
  const dir = assemblyOf({
    One: {
      Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' } },
      Rules: {
        Check: {
          Assertions: [
            {
              Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'BootstrapVersion' }] }] },
              AssertDescription: 'version 6 required',
            },
          ],
        },
      },
      Resources: { A: logGroup('/a') },
    },
  });
  await expect(deployAssembly(world, dir)).rejects.toThrow('One: Parameter /cdk-bootstrap/x/version not found.');
  await world.call('ssm', 'PutParameter', { Name: '/cdk-bootstrap/x/version', Value: '2' });
  await expect(deployAssembly(world, dir)).rejects.toThrow('One: Rule Check: version 6 required');

  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  manifest.artifacts.One.properties.bootstrapStackVersionSsmParameter = '/cdk-bootstrap/x/version';
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify(manifest));
  const fresh = fakeWorld();
  expect((await deployAssembly(fresh.world, dir)).stacks[0]?.created).toEqual(['A']);
});
