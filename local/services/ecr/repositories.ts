import { join } from 'node:path';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { text } from '../input.ts';
import { repositoryNotFound } from './errors.ts';

/** One pushed manifest. Its content is a file, as its layers are. */
export interface ImageRecord {
  readonly digest: string;
  readonly mediaType: string;
  /** Layers and config, compressed, in bytes. */
  readonly size: number;
  readonly pushed: Date;
  readonly tags: readonly string[];
}

/** A repository with its images in one record, so that a tag moves in one write. */
export interface RepositoryRecord {
  readonly name: string;
  readonly created: Date;
  readonly mutability: string;
  readonly scanOnPush: boolean;
  readonly lifecyclePolicyText?: string;
  readonly policyText?: string;
  readonly images: readonly ImageRecord[];
}

/** The member that names a repository, in every operation. */
export const repositoryName = text({
  required: true,
  min: 2,
  max: 256,
  pattern: '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*',
});

export function repositoryTable(world: World) {
  return world.store.table<RepositoryRecord>('ecr/repositories');
}

/** @throws RepositoryNotFoundException */
export function repositoryOf(world: World, name: string): RepositoryRecord {
  const record = repositoryTable(world).get(name);
  if (!record) throw repositoryNotFound(world, name);
  return record;
}

/** Reads, changes and writes a repository in one step. @throws RepositoryNotFoundException */
export function changeRepository(
  world: World,
  name: string,
  change: (record: RepositoryRecord) => Partial<RepositoryRecord>,
): RepositoryRecord {
  const before = repositoryOf(world, name);
  const after = { ...before, ...change(before) };
  repositoryTable(world).set(name, after);
  return after;
}

export function repositoryArn(world: World, name: string): string {
  return `arn:${world.partition}:ecr:${world.region}:${world.account}:repository/${name}`;
}

/** The registry's name in image URIs, the same as on AWS; what runs containers here maps it to this world's address. */
export function registryHost({ account, region, partition }: World): string {
  return `${account}.dkr.ecr.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`;
}

/** A repository as CreateRepository, DescribeRepositories and DeleteRepository answer it. */
export function shape(world: World, record: RepositoryRecord): Record<string, unknown> {
  return {
    repositoryArn: repositoryArn(world, record.name),
    registryId: world.account,
    repositoryName: record.name,
    repositoryUri: `${registryHost(world)}/${record.name}`,
    createdAt: record.created,
    imageTagMutability: record.mutability,
    imageScanningConfiguration: { scanOnPush: record.scanOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

/** Where a repository's blobs, manifests and unfinished uploads lie. The name's slashes would nest one repository in another. */
export function repositoryDir(world: World, name: string): string {
  return join(world.dataDir, 'ecr', name.replaceAll('/', '+'));
}

/** @throws InvalidParameterException unless the text is a JSON document */
export function checkJson(member: string, document: string): void {
  try {
    JSON.parse(document);
  } catch {
    throw new AwsError('InvalidParameterException', `Invalid parameter at '${member}' failed to satisfy constraint: 'Invalid JSON'`);
  }
}
