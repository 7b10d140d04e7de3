import { CodeCommitClient, DeleteRepositoryCommand as DeleteCommits, GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { DeleteRepositoryCommand, ECRClient, type ImageDetail, paginateDescribeImages } from '@aws-sdk/client-ecr';
import { DeleteModelPackageCommand, DeleteModelPackageGroupCommand, DescribeModelPackageGroupCommand } from '@aws-sdk/client-sagemaker';
import { DeleteParametersCommand, GetParametersByPathCommand } from '@aws-sdk/client-ssm';
import { prices } from '../../lambdas/contract/prices.ts';
import type { Account } from '../account.ts';
import { packageGroup } from '../installation.ts';
import { releasesOf } from '../releases.ts';
import type { Buckets } from './buckets.ts';
import { pages, unlessGone } from './hosting.ts';
import { artifactsOf, removeVersions, type StoredVersion, versionsOf } from './objects.ts';
import { bytes, count, some, type Thing } from './thing.ts';

/** What of a model is data: it stays when its endpoint and stack go, unless told. */
export async function dataThings(account: Account, model: string, buckets: Buckets): Promise<Thing[]> {
  const { artifacts, data } = buckets;
  return [
    ...some(await commits(account, model)),
    ...some(await releases(account, model)),
    ...some(await images(account, model)),
    ...some(await overrides(account, `/${account.installation}/${model}/overrides/`, 'overrides', `Overrides of ${model}`)),
    ...some(data ? await stored(account, data, 'data', () => versionsOf(account, data, `${model}/`)) : undefined),
    ...some(artifacts ? await stored(account, artifacts, 'artifacts', () => artifactsOf(account, artifacts, model)) : undefined),
  ];
}

/** The CodeCommit repository that the model's stack made: of any other name it is somebody else's. */
async function commits(account: Account, model: string): Promise<Thing | undefined> {
  const repositoryName = `${account.installation}-${model}`;
  const codecommit = account.client(CodeCommitClient);
  if (!(await unlessGone(codecommit.send(new GetRepositoryCommand({ repositoryName }))))) return undefined;
  return {
    label: 'repository',
    text: `${repositoryName} in CodeCommit`,
    isData: true,
    done: `Repository ${repositoryName} deleted`,
    remove: async () => void (await unlessGone(codecommit.send(new DeleteCommits({ repositoryName })))),
  };
}

async function releases(account: Account, model: string): Promise<Thing | undefined> {
  const ModelPackageGroupName = packageGroup(account, model);
  const group = await unlessGone(account.sagemaker.send(new DescribeModelPackageGroupCommand({ ModelPackageGroupName })));
  if (!group) return undefined;
  return {
    label: 'releases',
    text: `${(await releasesOf(account, model)).length} in ${ModelPackageGroupName}`,
    isData: true,
    done: `Releases of ${model} deleted`,
    remove: async () => {
      for (const { ModelPackageArn } of await releasesOf(account, model))
        await unlessGone(account.sagemaker.send(new DeleteModelPackageCommand({ ModelPackageName: ModelPackageArn })));
      await unlessGone(account.sagemaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName })));
    },
  };
}

async function images(account: Account, model: string): Promise<Thing | undefined> {
  const repositoryName = `${account.installation}/${model}`;
  const client = account.client(ECRClient);
  const found = await unlessGone(details(client, repositoryName));
  if (!found) return undefined;
  const size = found.reduce((sum, { imageSizeInBytes = 0 }) => sum + imageSizeInBytes, 0);
  return {
    label: 'images',
    text: `${count(found.length, 'image')} in ${repositoryName}, ${bytes(size)}`,
    month: (size / 1e9) * prices.ecrGbMonth,
    isData: true,
    done: `Images of ${model} deleted`,
    remove: async () => void (await unlessGone(client.send(new DeleteRepositoryCommand({ repositoryName, force: true })))),
  };
}

async function details(client: ECRClient, repositoryName: string): Promise<ImageDetail[]> {
  const found: ImageDetail[] = [];
  for await (const page of paginateDescribeImages({ client }, { repositoryName })) found.push(...(page.imageDetails ?? []));
  return found;
}

/** Parameters below a path that people wrote. */
export async function overrides(account: Account, Path: string, label: string, what: string): Promise<Thing | undefined> {
  const read = () =>
    pages((NextToken) =>
      account.ssm
        .send(new GetParametersByPathCommand({ Path, Recursive: true, MaxResults: 10, NextToken }))
        .then((page) => ({ items: page.Parameters?.map(({ Name = '' }) => Name), NextToken: page.NextToken })),
    );
  const names = await read();
  if (names.length === 0) return undefined;
  return {
    label,
    text: names.map((name) => name.split('/').at(-1)).join(', '),
    isData: true,
    done: `${what} deleted`,
    remove: async () => {
      const Names = await read();
      for (let from = 0; from < Names.length; from += 10)
        await account.ssm.send(new DeleteParametersCommand({ Names: Names.slice(from, from + 10) }));
    },
  };
}

async function stored(account: Account, bucket: string, label: string, read: () => Promise<StoredVersion[]>): Promise<Thing | undefined> {
  const versions = await read();
  if (versions.length === 0) return undefined;
  const size = versions.reduce((sum, { Size }) => sum + Size, 0);
  return {
    label,
    text: `${count(versions.length, 'object version')} in ${bucket}, ${bytes(size)}`,
    month: (size / 1e9) * prices.s3GbMonth,
    isData: true,
    done: `Objects of ${label} deleted`,
    remove: async () => removeVersions(account, bucket, await read()),
  };
}
