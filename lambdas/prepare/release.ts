import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Deployed } from '../contract/deployed.ts';
import { ErrorName } from '../contract/errors.ts';
import { parseS3Uri } from '../shared/documents.ts';
import { isMissing, PipelineError } from '../shared/errors.ts';
import { describeRelease } from '../shared/releases.ts';

export interface ReleaseDependencies {
  readonly sagemaker: SageMakerClient;
  readonly ecr: ECRClient;
  readonly s3: S3Client;
}

/**
 * The ARN of the release to go back to, by its ARN or version number, once it is sure that it can be deployed.
 * @throws InvalidInput for what is no release of this model · ReleaseGone when its image or artifact is gone: nothing was started
 */
export async function releaseArn(
  wanted: string,
  facts: Deployed,
  executionArn: string,
  dependencies: ReleaseDependencies,
): Promise<string> {
  const { modelPackageGroup: group } = facts;
  const [, partition, , region, account] = executionArn.split(':');
  const prefix = `arn:${partition}:sagemaker:${region}:${account}:model-package/${group}/`;
  const arn = /^\d+$/.test(wanted) ? `${prefix}${wanted}` : wanted;
  if (!arn.startsWith(prefix) || !/^\d+$/.test(arn.slice(prefix.length)))
    throw new PipelineError(ErrorName.InvalidInput, `release: expected a version number or the ARN ${prefix}VERSION, got "${wanted}".`);
  const { release } = await describeRelease(dependencies.sagemaker, arn);
  const gone = [
    ...((await hasImage(dependencies.ecr, release.inferenceImage)) ? [] : [`image ${release.inferenceImage}`]),
    ...((await hasObject(dependencies.s3, release.artifact)) ? [] : [`artifact ${release.artifact}`]),
  ];
  if (gone.length === 0) return arn;
  throw new PipelineError(
    ErrorName.ReleaseGone,
    `Release ${release.version} cannot be deployed, its ${gone.join(' and its ')} is gone: choose another.`,
  );
}

async function hasImage(ecr: ECRClient, uri: string): Promise<boolean> {
  const [repository = '', imageDigest] = uri.split('@');
  try {
    const repositoryName = repository.slice(repository.indexOf('/') + 1);
    const { images = [] } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    return images.length > 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function hasObject(s3: S3Client, uri: string): Promise<boolean> {
  const { bucket: Bucket, key: Key } = parseS3Uri(uri);
  try {
    await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
