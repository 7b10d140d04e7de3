import {
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  CreateTrainingJobCommand,
  DescribeEndpointCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { expect, it } from 'vitest';
import { clientOptions } from '../../helpers/world.ts';
import { imageOf, roleArn, type SageMakerWorld, sagemakerWorld, setRole } from './fixture.ts';

const asModelRole = ({ runtime, world }: SageMakerWorld) => new SageMakerClient(clientOptions(runtime, world.credentials(roleArn)));

const job = (tags: { Key: string; Value: string }[] = []) =>
  new CreateTrainingJobCommand({
    TrainingJobName: 'job',
    RoleArn: roleArn,
    AlgorithmSpecification: { TrainingImage: imageOf('demo'), TrainingInputMode: 'File' },
    HyperParameters: { mode: 'good' },
    OutputDataConfig: { S3OutputPath: 's3://data/out' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    Tags: tags,
  });

const pulls = ['ecr:*', 's3:*', 'logs:*'];

it('needs iam:PassRole for the training role, and AddTags when there are tags', async () => {
  const world = await sagemakerWorld();
  const client = asModelRole(world);
  setRole(world.world, [...pulls, 'sagemaker:CreateTrainingJob']);
  await expect(client.send(job())).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(/is not authorized to perform: iam:PassRole on resource: arn:aws:iam::000000000000:role\/model/),
  });
  setRole(world.world, [...pulls, 'sagemaker:CreateTrainingJob', 'iam:PassRole']);
  await expect(client.send(job([{ Key: 'a', Value: 'b' }]))).rejects.toThrow(
    /is not authorized to perform: sagemaker:AddTags on resource: arn:aws:sagemaker:us-east-1:000000000000:training-job\/job/,
  );
  expect((await client.send(job())).TrainingJobArn).toMatch(/training-job\/job$/);
});

it('asks for the packages of a group by the group’s name', async () => {
  const world = await sagemakerWorld();
  await world.client.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'birds' }));
  const client = asModelRole(world);
  setRole(world.world, ['sagemaker:ListModelPackages']);
  expect((await client.send(new ListModelPackagesCommand({ ModelPackageGroupName: 'birds' }))).ModelPackageSummaryList).toEqual([]);
  await expect(client.send(new CreateModelPackageCommand({ ModelPackageGroupName: 'birds' }))).rejects.toThrow(
    /is not authorized to perform: sagemaker:CreateModelPackage on resource: arn:aws:sagemaker:us-east-1:000000000000:model-package\/birds\/\*/,
  );
});

it('names the endpoint in lower case', async () => {
  const world = await sagemakerWorld();
  setRole(world.world, []);
  await expect(asModelRole(world).send(new DescribeEndpointCommand({ EndpointName: 'Birds' }))).rejects.toThrow(
    /sagemaker:DescribeEndpoint on resource: arn:aws:sagemaker:us-east-1:000000000000:endpoint\/birds/,
  );
});
