import { join } from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { vi } from 'vitest';
import { containerRuntime } from '../../../../../local/containers/runtime.ts';
import type { RuntimeOptions } from '../../../../../local/runtime.ts';
import { imageOf, roleArn, type SageMakerWorld, sagemakerWorld } from './fixture.ts';

const context = join(import.meta.dirname, '../../../../fixtures/models/bad');

/** Makes one of the bad images the `demo` of a world. */
export async function buildBad({ world }: SageMakerWorld, dockerfile: string): Promise<void> {
  const request = { context, dockerfile: join(context, dockerfile), tags: [imageOf('demo')], arguments: {}, onLine: () => {} };
  await containerRuntime(world).build(request);
}

/** A world with one of the bad images as `demo`. */
export async function badWorld(dockerfile: string, options: Partial<RuntimeOptions> = {}): Promise<SageMakerWorld> {
  const world = await sagemakerWorld(options);
  await buildBad(world, dockerfile);
  await world.put('training/rows.csv', 'x\n1\n');
  return world;
}

/** Starts a training job of that name which behaves so. */
export async function train(world: SageMakerWorld, behaviour: string, VolumeSizeInGB = 30): Promise<void> {
  await world.client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: behaviour,
      RoleArn: roleArn,
      HyperParameters: { behaviour },
      AlgorithmSpecification: {
        TrainingImage: imageOf('demo'),
        TrainingInputMode: 'File',
        MetricDefinitions: [{ Name: 'accuracy', Regex: 'accuracy=([^;]+);' }],
      },
      InputDataConfig: [
        { ChannelName: 'training', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://data/training/' } } },
      ],
      OutputDataConfig: { S3OutputPath: 's3://data/out/' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB },
      StoppingCondition: { MaxRuntimeInSeconds: 86400 },
    }),
  );
}

/** Waits for a job's end. */
export function job(world: SageMakerWorld, name: string, seconds = 30): Promise<DescribeTrainingJobCommandOutput> {
  return vi.waitUntil(
    async () => {
      const found = await world.client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
      return /Completed|Failed|Stopped/.test(found.TrainingJobStatus ?? '') && found;
    },
    { timeout: seconds * 1000, interval: 20 },
  );
}

/** Puts the bad image into service, however that ends. */
export async function serve(
  world: SageMakerWorld,
  Environment: Record<string, string>,
  ModelDataUrl = 's3://data/model.tar.gz',
): Promise<DescribeEndpointCommandOutput> {
  const PrimaryContainer = { Image: imageOf('demo'), ModelDataUrl, Environment };
  await world.client.send(new CreateModelCommand({ ModelName: 'bad', ExecutionRoleArn: roleArn, PrimaryContainer }));
  const variant = { VariantName: 'AllTraffic', ModelName: 'bad', InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' } as const;
  const ProductionVariants = [{ ...variant, ContainerStartupHealthCheckTimeoutInSeconds: 60 }];
  await world.client.send(new CreateEndpointConfigCommand({ EndpointConfigName: 'bad', ProductionVariants }));
  await world.client.send(new CreateEndpointCommand({ EndpointName: 'bad', EndpointConfigName: 'bad' }));
  return vi.waitUntil(
    async () => {
      const endpoint = await world.client.send(new DescribeEndpointCommand({ EndpointName: 'bad' }));
      return endpoint.EndpointStatus !== 'Creating' && endpoint;
    },
    { timeout: 200_000, interval: 20 },
  );
}
