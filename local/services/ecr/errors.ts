import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** ECR's errors with its texts, which name repository and registry. */
export const repositoryNotFound = (world: World, name: string): AwsError =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${world.account}'`,
  );

export const repositoryExists = (world: World, name: string): AwsError =>
  new AwsError(
    'RepositoryAlreadyExistsException',
    `The repository with name '${name}' already exists in the registry with id '${world.account}'`,
  );

export const repositoryNotEmpty = (world: World, name: string): AwsError =>
  new AwsError(
    'RepositoryNotEmptyException',
    `The repository with name '${name}' in registry with id '${world.account}' cannot be deleted because it still contains images`,
  );

export const imageNotFound = (
  world: World,
  name: string,
  { imageDigest, imageTag }: { imageDigest?: string; imageTag?: string },
): AwsError =>
  new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${imageDigest ?? null}', imageTag:'${imageTag ?? null}'} does not exist within the repository with name '${name}' in the registry with id '${world.account}'`,
  );

export const tagExists = (name: string, tag: string): AwsError =>
  new AwsError(
    'ImageTagAlreadyExistsException',
    `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`,
  );

export const imageExists = (world: World, name: string, digest: string, tag: string | undefined): AwsError =>
  new AwsError(
    'ImageAlreadyExistsException',
    `Image with digest '${digest}'${tag === undefined ? '' : ` and tag '${tag}'`} already exists in the repository with name '${name}' in registry with id '${world.account}'`,
  );

export const notSet = (world: World, name: string, what: 'Lifecycle' | 'Repository'): AwsError =>
  new AwsError(
    `${what}PolicyNotFoundException`,
    `${what} policy does not exist for the repository with name '${name}' in the registry with id '${world.account}'`,
  );
