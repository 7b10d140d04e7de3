import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';
import { sagemakerArn } from '../common/arns.ts';

/** A production variant as the configuration has it, defaults filled in. */
export interface Variant {
  readonly VariantName: string;
  readonly ModelName: string;
  readonly InitialInstanceCount: number;
  readonly InstanceType: string;
  readonly InitialVariantWeight: number;
  readonly ModelDataDownloadTimeoutInSeconds?: number;
  readonly ContainerStartupHealthCheckTimeoutInSeconds?: number;
}

/** What DescribeEndpointConfig answers. */
export interface ConfigRecord {
  readonly EndpointConfigName: string;
  readonly EndpointConfigArn: string;
  readonly ProductionVariants: readonly Variant[];
  readonly CreationTime: Date;
}

/** The endpoint configurations of a world, by name. */
export const configsOf = (world: World) => world.store.table<ConfigRecord>('sagemaker/endpoint-configs');

/** @throws ValidationException `Could not find endpoint configuration "arn…".` */
export function findConfig(world: World, name: string): ConfigRecord {
  const found = configsOf(world).get(name);
  if (!found) throw validationException(`Could not find endpoint configuration "${sagemakerArn(world, 'endpoint-config', name)}".`);
  return found;
}
