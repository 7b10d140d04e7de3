import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import { parseS3Uri } from './documents.ts';
import { PipelineError } from './errors.ts';
import { hashOf } from './hash.ts';

/** The names a run's training may have, in the order they are tried: SageMaker never takes a training job's name twice. */
export const trainingNames = (first: string): string[] => [first, `${first}-2`, `${first}-3`];

/** The parts of a training request (or of its description) that its key is made of. */
export type TrainingRequest = Pick<
  CreateTrainingJobCommandInput,
  'AlgorithmSpecification' | 'RoleArn' | 'InputDataConfig' | 'ResourceConfig' | 'HyperParameters' | 'Environment' | 'EnableNetworkIsolation'
>;

/**
 * Channel → fingerprint of its objects (names and ETags).
 * @throws InvalidSettings for a channel with no object: SageMaker would find out minutes later
 */
export async function fingerprints(s3: S3Client, channels: TrainingRequest['InputDataConfig']): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { ChannelName = '', DataSource } of channels ?? []) {
    const uri = DataSource?.S3DataSource?.S3Uri ?? '';
    const objects = await list(s3, uri);
    if (objects.length === 0) {
      const message = `training.channels.${ChannelName}: expected data under ${uri}, found no object there. Put it there (aws s3 cp FOLDER ${uri} --recursive) or correct the channel`;
      throw new PipelineError(ErrorName.InvalidSettings, message);
    }
    found[ChannelName] = hashOf(objects).slice(0, 32);
  }
  return found;
}

/**
 * The training's key: all that its artifact depends on. `request` without name, tags, output path and stopping condition, which change
 * nothing in the artifact of a completed job.
 */
export function trainingKey(request: TrainingRequest, data: Readonly<Record<string, string>>): string {
  const { AlgorithmSpecification, RoleArn, InputDataConfig, ResourceConfig, HyperParameters, Environment, EnableNetworkIsolation } =
    request;
  return hashOf({
    request: { AlgorithmSpecification, RoleArn, InputDataConfig, ResourceConfig, HyperParameters, Environment, EnableNetworkIsolation },
    data,
  });
}

async function list(s3: S3Client, uri: string): Promise<[string, string][]> {
  const { bucket, key } = parseS3Uri(uri);
  const objects: [string, string][] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, ContinuationToken }));
    // A "folder" that a console made is an empty object whose name ends in a slash: no data.
    for (const { Key = '', ETag = '' } of page.Contents ?? []) if (!Key.endsWith('/')) objects.push([Key, ETag]);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  return objects;
}
