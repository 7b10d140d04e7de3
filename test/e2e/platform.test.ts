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
