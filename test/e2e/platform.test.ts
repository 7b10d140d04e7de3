import { ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  ListModelsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
} from '@aws-sdk/client-sagemaker';
import { expect, it, onTestFinished } from 'vitest';
import { toyWorld } from './support/toy-world.ts';

const key = 'arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab';

it('runs under a customer key, in a VPC and with tags, all rights checked', async () => {
  const context = [`kmsKey=${key}`, 'subnets=subnet-0a1b,subnet-0a1c', 'securityGroups=sg-0a1b', 'tags=team=ml'];
  const toy = await toyWorld(
    undefined,
    [],
    context.flatMap((pair) => ['--context', pair]),
  );
  onTestFinished(() => toy.close());
  expect(await toy.run({})).toMatchObject({ status: 'SUCCEEDED' });
  expect(toy.faults).toEqual([]);
  expect(toy.runtime.permissionsUsed().filter(({ allowed }) => !allowed)).toEqual([]);

  const network = { Subnets: ['subnet-0a1b', 'subnet-0a1c'], SecurityGroupIds: ['sg-0a1b'] };
  const { TrainingJobSummaries: [job] = [] } = await toy.sagemaker.send(new ListTrainingJobsCommand({}));
  const training = await toy.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job?.TrainingJobName }));
  expect(training).toMatchObject({ VpcConfig: network, OutputDataConfig: { KmsKeyId: key } });
  const { Models: [model] = [] } = await toy.sagemaker.send(new ListModelsCommand({}));
  expect(await toy.sagemaker.send(new DescribeModelCommand({ ModelName: model?.ModelName }))).toMatchObject({ VpcConfig: network });
  for (const ResourceArn of [training.TrainingJobArn, model?.ModelArn]) {
    const { Tags } = await toy.sagemaker.send(new ListTagsCommand({ ResourceArn }));
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'ml' },
        { Key: 'trainyard:installation', Value: 'trainyard' },
        { Key: 'trainyard:model', Value: 'toy' },
      ]),
    );
  }
  // The key is used by those who read and write under it, and by the way they do.
  const used = toy.runtime.permissionsUsed().filter(({ action }) => action.startsWith('kms:'));
  expect(new Set(used.map(({ resource }) => resource))).toEqual(new Set([key]));
  expect(used.map(({ role, action }) => `${role.split('/').at(-1)} ${action}`)).toContain('trainyard-toy-training kms:GenerateDataKey');
}, 120_000);

it('runs with every role bounded, on buckets that were there before', async () => {
  const [artifacts, data] = ['team-artifacts', 'team-data'];
  const context = ['permissionsBoundary=team-boundary', `artifactsBucket=${artifacts}`, `dataBucket=${data}`];
  // What a platform team gives its applications: all but making identities and leaving the region.
  const statements = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: ['iam:Create*', 'iam:Put*'], Resource: '*' },
  ];
  const toy = await toyWorld(
    undefined,
    [],
    context.flatMap((pair) => ['--context', pair]),
    async (world) => {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      await world.call('iam', 'CreatePolicy', { PolicyName: 'team-boundary', PolicyDocument });
      for (const Bucket of [artifacts, data]) await world.call('s3', 'CreateBucket', { Bucket });
    },
  );
  onTestFinished(() => toy.close());
  expect(await toy.run({})).toMatchObject({ status: 'SUCCEEDED' });
  expect(toy.faults).toEqual([]);
  expect(toy.runtime.permissionsUsed().filter(({ allowed }) => !allowed)).toEqual([]);
  const { Buckets = [] } = await toy.s3.send(new ListBucketsCommand({}));
  const names = Buckets.map(({ Name }) => Name);
  expect(names).toEqual(expect.arrayContaining([artifacts, data]));
  expect(names.filter((name) => /artifacts|data/.test(name ?? ''))).toHaveLength(2);
  const { KeyCount } = await toy.s3.send(new ListObjectsV2Command({ Bucket: artifacts, Prefix: 'training/' }));
  expect(KeyCount).toBeGreaterThan(0);
  const { Roles } = await toy.runtime.world.call<{ Roles: { RoleName: string }[] }>('iam', 'ListRoles', {});
  for (const { RoleName } of Roles) {
    const { Role } = await toy.runtime.world.call<{ Role: object }>('iam', 'GetRole', { RoleName });
    expect(Role, RoleName).toMatchObject({ PermissionsBoundary: { PermissionsBoundaryArn: expect.stringContaining('team-boundary') } });
  }
}, 120_000);
