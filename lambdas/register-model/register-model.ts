import { BatchGetImageCommand, type ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateModelPackageCommand, ListModelPackagesCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { Champion } from '../contract/model-state.ts';
import type { ImageResult, Payload, Release, Run } from '../contract/payloads.ts';
import { line } from '../contract/text.ts';
import type { Artifacts } from '../shared/documents.ts';
import { findEndpoint } from '../shared/endpoint.ts';
import { alreadyExists, PipelineError } from '../shared/errors.ts';
import { checkLock } from '../shared/model-state/lock.ts';
import { readState } from '../shared/model-state/store.ts';
import { deploymentKey, findRelease, type RegisteredRelease, releaseMetadata } from '../shared/releases.ts';

export interface RegisterModelDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
  readonly ecr: ECRClient;
}

/**
 * Registers what passed the gate as a model package, or finds that it is the champion's package: same artifact, same image. Called again it
 * finds the package it made, by the run's id in its metadata.
 * @throws ReleaseGone when an image is gone · NotReady when SageMaker does not show the new package yet
 */
export async function registerModel(input: Payload<'register-model'>, dependencies: RegisterModelDependencies): Promise<Release> {
  const { run, training, trainingImage, inferenceImage } = input;
  const { sagemaker, ecr, artifacts } = dependencies;
  await checkLock(artifacts, run);
  const { champion } = await readState(artifacts, run.model);
  const served = champion && (await findRelease(sagemaker, champion.release));
  if (served?.release.artifact === training.artifact && served.release.inferenceImage === inferenceImage.uri) {
    const samples = inferenceImage.samples ?? served.release.samples;
    return { ...served.release, samples, inService: await isServing(champion, run, sagemaker) };
  }

  await keep(ecr, inferenceImage);
  if (trainingImage.digest !== inferenceImage.digest) await keep(ecr, trainingImage);
  const { release } = (await registeredBy(run, sagemaker)) ?? (await register(input, sagemaker));
  return { ...release, inService: false };
}

/** True when the endpoint serves the champion's configuration, and it was deployed with the settings of this run. */
async function isServing(champion: Champion | null, run: Run, sagemaker: SageMakerClient): Promise<boolean> {
  if (champion?.endpoint !== run.names.endpoint || champion.deploymentKey !== deploymentKey(run)) return false;
  const endpoint = await findEndpoint(sagemaker, run.names.endpoint);
  return endpoint?.EndpointStatus === 'InService' && endpoint.EndpointConfigName === champion.endpointConfig;
}

/**
 * Tags an image as a release's, which the repository's lifecycle never removes. By its digest and not by the run: a model trained again
 * every hour keeps its images, and ECR takes 1,000 tags for one.
 */
async function keep(ecr: ECRClient, image: ImageResult): Promise<void> {
  const imageTag = `release-${image.digest.slice('sha256:'.length, 'sha256:'.length + 16)}`;
  const repositoryName = image.uri.slice(image.uri.indexOf('/') + 1, image.uri.indexOf('@'));
  const { images = [] } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: image.digest }] }));
  const [found] = images;
  if (!found?.imageManifest)
    throw new PipelineError(ErrorName.ReleaseGone, `The image ${image.uri} is gone from its repository: start the run again to build it.`);
  const { imageManifest, imageManifestMediaType } = found;
  try {
    await ecr.send(new PutImageCommand({ repositoryName, imageTag, imageDigest: image.digest, imageManifest, imageManifestMediaType }));
  } catch (error) {
    if (!alreadyExists(error)) throw error;
  }
}

/** The package an earlier call of this function made and whose answer was lost: among the newest of the group. */
async function registeredBy(run: Run, sagemaker: SageMakerClient): Promise<RegisteredRelease | undefined> {
  const { ModelPackageSummaryList = [] } = await sagemaker.send(
    new ListModelPackagesCommand({
      ModelPackageGroupName: run.names.modelPackageGroup,
      SortBy: 'CreationTime',
      SortOrder: 'Descending',
      MaxResults: 3,
    }),
  );
  for (const { ModelPackageArn = '' } of ModelPackageSummaryList) {
    const release = await findRelease(sagemaker, ModelPackageArn);
    if (release?.run === run.id) return release;
  }
  return undefined;
}

async function register(
  { run, training, trainingImage, inferenceImage, evaluation }: Payload<'register-model'>,
  sagemaker: SageMakerClient,
): Promise<RegisteredRelease> {
  const { ModelPackageArn = '' } = await sagemaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: run.names.modelPackageGroup,
      ModelPackageDescription: line(`${run.model} of run ${run.id}: ${evaluation.reason}`, 1024),
      ClientToken: run.id,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: {
        Containers: [{ Image: inferenceImage.uri, ModelDataUrl: training.artifact, Environment: run.settings.deployment.environment }],
        SupportedContentTypes: ['application/json', 'text/csv'],
        SupportedResponseMIMETypes: ['application/json', 'text/csv'],
      },
      CustomerMetadataProperties: releaseMetadata(run, training, trainingImage, inferenceImage),
    }),
  );
  const registered = await findRelease(sagemaker, ModelPackageArn);
  if (registered) return registered;
  // The next call finds it in the list, or gets the same package for the same token.
  throw new PipelineError(ErrorName.NotReady, `The model package ${ModelPackageArn} was made, but SageMaker does not show it yet.`);
}
