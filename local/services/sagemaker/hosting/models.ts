import type { World } from '../../../world.ts';
import { validationException } from '../../errors.ts';
import { sagemakerArn } from '../common/arns.ts';
import { findPackage } from '../registry/records.ts';

/** A ContainerDefinition of the API. */
export interface ModelContainer {
  readonly ContainerHostname?: string;
  readonly Image?: string;
  readonly Mode?: string;
  readonly ModelDataUrl?: string;
  readonly Environment?: Readonly<Record<string, string>>;
  readonly ModelPackageName?: string;
}

/** What DescribeModel answers. */
export interface ModelRecord {
  readonly ModelName: string;
  readonly ModelArn: string;
  readonly PrimaryContainer?: ModelContainer;
  readonly Containers?: readonly ModelContainer[];
  readonly ExecutionRoleArn: string;
  readonly CreationTime: Date;
  readonly EnableNetworkIsolation: boolean;
}

/** The models of a world, by name. */
export const modelsOf = (world: World) => world.store.table<ModelRecord>('sagemaker/models');

/** @throws ValidationException `Could not find model "arn…".` */
export function findModel(world: World, name: string): ModelRecord {
  const found = modelsOf(world).get(name);
  if (!found) throw validationException(`Could not find model "${sagemakerArn(world, 'model', name)}".`);
  return found;
}

/** What a model serves with: its own container, or that of its model package with the model's environment on top. */
export function containerOf(world: World, model: Pick<ModelRecord, 'PrimaryContainer' | 'Containers'>): ModelContainer {
  const container = model.PrimaryContainer ?? model.Containers?.[0];
  if (!container) throw validationException('A model needs a PrimaryContainer or Containers.');
  if (!container.ModelPackageName) return container;
  const { Image, ImageDigest, ModelDataUrl, Environment } =
    findPackage(world, container.ModelPackageName).InferenceSpecification?.Containers?.[0] ?? {};
  const pinned = Image && ImageDigest && !Image.includes('@') ? `${Image.replace(/:[^/:]*$/, '')}@${ImageDigest}` : Image;
  return { ...container, Image: pinned, ModelDataUrl, Environment: { ...Environment, ...container.Environment } };
}
