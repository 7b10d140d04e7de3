import { BatchGetImageCommand, ECRClient } from '@aws-sdk/client-ecr';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { DescribeModelPackageCommand, ListModelPackagesCommand, type ModelPackageSummary } from '@aws-sdk/client-sagemaker';
import type { Account } from './account.ts';
import { CliError, usageError } from './cli-error.ts';
import { isMissing, packageGroup } from './installation.ts';

/** A release that a rollback may go to. */
export interface KnownRelease {
  readonly arn: string;
  readonly version: number;
}

/** Every release of a model, newest first; none when it has no model package group. */
export async function releasesOf(account: Account, model: string): Promise<ModelPackageSummary[]> {
  const found: ModelPackageSummary[] = [];
  let NextToken: string | undefined;
  do {
    const page = await account.sagemaker
      .send(new ListModelPackagesCommand({ ModelPackageGroupName: packageGroup(account, model), MaxResults: 100, NextToken }))
      .catch((error: Error) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
    found.push(...(page?.ModelPackageSummaryList ?? []));
    NextToken = page?.NextToken;
  } while (NextToken);
  return found.sort((a, b) => (b.ModelPackageVersion ?? 0) - (a.ModelPackageVersion ?? 0));
}

/**
 * The release that `--to` names by version or ARN, else the newest approved one before the champion.
 * @throws CliError when there is none, or it is the champion already
 */
export async function rollbackTarget(
  account: Account,
  model: string,
  champion: string | undefined,
  wanted: string | undefined,
): Promise<KnownRelease> {
  const releases = await releasesOf(account, model);
  const there = releases.map(({ ModelPackageVersion }) => ModelPackageVersion).join(', ') || 'none yet';
  const found = wanted === undefined ? newestBefore(releases, champion) : releases.find((release) => isNamed(release, wanted));
  if (!found?.ModelPackageArn) {
    if (wanted !== undefined && !/^(\d+|arn:.*)$/.test(wanted))
      throw usageError(`Expected --to to be a release's version number or ARN; got "${wanted}". Releases of ${model}: ${there}.`);
    const what = wanted === undefined ? `an approved release of ${model} before the one in service` : `release ${wanted} of ${model}`;
    throw new CliError(`Expected ${what}; there is none. Releases: ${there}.`);
  }
  const release = { arn: found.ModelPackageArn, version: found.ModelPackageVersion ?? 0 };
  if (release.arn === champion) {
    const again = `To deploy it again: \`trainyard run --model ${model} --release ${release.version}\`.`;
    throw new CliError(`Release ${release.version} of ${model} is in service already: nothing to go back to. ${again}`);
  }
  return release;
}

const isNamed = ({ ModelPackageArn, ModelPackageVersion }: ModelPackageSummary, wanted: string): boolean =>
  ModelPackageArn === wanted || String(ModelPackageVersion) === wanted;

function newestBefore(releases: readonly ModelPackageSummary[], champion: string | undefined): ModelPackageSummary | undefined {
  const now = releases.find(({ ModelPackageArn }) => ModelPackageArn === champion)?.ModelPackageVersion ?? Number.POSITIVE_INFINITY;
  return releases.find(
    ({ ModelPackageVersion = 0, ModelApprovalStatus }) => ModelPackageVersion < now && ModelApprovalStatus === 'Approved',
  );
}

/** Asks ECR and S3 whether a release can still be deployed. @throws CliError naming what is gone: nothing was started */
export async function checkRelease(account: Account, { arn, version }: KnownRelease): Promise<void> {
  const { InferenceSpecification } = await account.sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
  const { Image = '', ModelDataUrl = '' } = InferenceSpecification?.Containers?.[0] ?? {};
  const gone = [
    ...((await hasImage(account, Image)) ? [] : [`image ${Image || '(none named)'}`]),
    ...((await hasObject(account, ModelDataUrl)) ? [] : [`artifact ${ModelDataUrl || '(none named)'}`]),
  ];
  if (gone.length === 0) return;
  throw new CliError(
    `Release ${version} cannot be deployed: its ${gone.join(' and its ')} is gone. Nothing was started. Choose another with --to (docs/runbook.md, ReleaseGone).`,
  );
}

/** `<registry>/<repository>@<digest>`: a tag could mean another image by now. */
async function hasImage(account: Account, uri: string): Promise<boolean> {
  const [, repositoryName, imageDigest] = /^[^/]+\/([^@]+)@(sha256:[0-9a-f]{64})$/.exec(uri) ?? [];
  if (!repositoryName) return false;
  const { images = [] } = await account
    .client(ECRClient)
    .send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }))
    .catch((error: Error) => {
      if (error.name === 'RepositoryNotFoundException') return { images: [] };
      throw error;
    });
  return images.length > 0;
}

async function hasObject(account: Account, uri: string): Promise<boolean> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (!Bucket) return false;
  try {
    await account.s3.send(new HeadObjectCommand({ Bucket, Key }));
    return true;
  } catch (error) {
    if (['NotFound', 'NoSuchKey', 'NoSuchBucket'].includes((error as Error).name)) return false;
    throw error;
  }
}
