import { HeadObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import * as v from 'valibot';
import { ErrorName } from '../contract/errors.ts';
import { objects } from '../contract/layout.ts';
import { type Answer, type Job, type Payload, type TrainingResult, trainingResult } from '../contract/payloads.ts';
import { type Clock, iso } from '../shared/clock.ts';
import { type Artifacts, parseS3Uri, readDocument } from '../shared/documents.ts';
import { alreadyExists, isCapacity, isMissing, PipelineError } from '../shared/errors.ts';
import { newRecord, readJob, writeJob } from '../shared/jobs/record.ts';
import { checkLock } from '../shared/model-state/lock.ts';
import { trainingKey, trainingNames } from '../shared/training-inputs.ts';
import { trainingRequest } from './request.ts';

export interface StartTrainingDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
}

/** A job that found no instance is tried again under the next name: SageMaker never takes a training job's name twice. */
const capacityPauseMs = 10 * 60_000;

/**
 * Reuses the training of this key while its artifact is there, else starts the job, or adopts the one that an earlier call started.
 * `data`: what the channels held just before.
 * @throws CapacityUnavailable while the pause after a failed attempt lasts · NotReady for a name that
 * is taken by a job that SageMaker does not show yet · NameConflict when it is somebody else's
 */
export async function startTraining(
  { run, image, data }: Payload<'start-training'>,
  dependencies: StartTrainingDependencies,
): Promise<Answer<'start-training'>> {
  const { artifacts, sagemaker, clock } = dependencies;
  await checkLock(artifacts, run);
  const { name, description } = await attempt(run.names.trainingJob, dependencies);
  if (description) requireOwn(description, name, image.uri);
  const known = await readJob(artifacts, 'training', name);
  if (known && description) return { job: known.job, result: null };

  const request = trainingRequest(run, image, name, artifacts.bucket);
  const key = trainingKey(request, data);
  const reusable = description ? undefined : await knownTraining(key, artifacts);
  if (reusable) return { job: null, result: reusable };

  const job: Job = { kind: 'training', name, id: name, startedAt: iso(description?.CreationTime?.getTime() ?? clock.now()) };
  // Before the job: whoever cleans up after this run then knows of a job whose creation was answered to nobody.
  await writeJob(artifacts, { ...newRecord(run, job), training: { key, data } });
  if (!description) await create(() => sagemaker.send(new CreateTrainingJobCommand(request)), name, image.uri, dependencies);
  return { job, result: null };
}

/** The first of the run's three names whose job did not fail for want of an instance, and its description if it was started. */
async function attempt(
  first: string,
  { sagemaker, clock }: StartTrainingDependencies,
): Promise<{ name: string; description: DescribeTrainingJobCommandOutput | undefined }> {
  let reason = '';
  for (const name of trainingNames(first)) {
    const description = await describe(sagemaker, name);
    reason = description?.FailureReason ?? '';
    if (description?.TrainingJobStatus !== 'Failed' || !isCapacity(reason)) return { name, description };
    const resumes = (description.TrainingEndTime ?? description.LastModifiedTime)?.getTime() ?? 0;
    if (clock.now() < resumes + capacityPauseMs)
      throw new PipelineError(
        ErrorName.CapacityUnavailable,
        `The training ${name} got no instance: ${reason} It is tried again in a while.`,
      );
  }
  throw new PipelineError(ErrorName.TrainingFailed, `No instance in three attempts: ${reason} Choose another training.instanceType.`);
}

async function describe(sagemaker: SageMakerClient, name: string): Promise<DescribeTrainingJobCommandOutput | undefined> {
  try {
    return await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function knownTraining(key: string, artifacts: Artifacts): Promise<TrainingResult | undefined> {
  const document = await readDocument(artifacts, objects.training(key));
  const parsed = v.safeParse(trainingResult, document?.value);
  if (!parsed.success) return undefined;
  const { bucket, key: artifact } = parseS3Uri(parsed.output.artifact);
  try {
    await artifacts.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: artifact }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const reason = `image, settings and data are those of the training ${parsed.output.job}`;
  return { ...parsed.output, reused: true, reason, seconds: 0, billableSeconds: 0 };
}

/** Another call of this function may have been quicker, or this one's answer was lost and the SDK asked again. */
async function create(start: () => Promise<unknown>, name: string, image: string, { sagemaker }: StartTrainingDependencies): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!alreadyExists(error)) throw error;
    const there = await describe(sagemaker, name);
    if (there) return requireOwn(there, name, image);
    throw new PipelineError(
      ErrorName.NotReady,
      `The training job ${name} exists, but SageMaker does not show it yet: whose it is shows then.`,
      {
        cause: error,
      },
    );
  }
}

/** A job of the run's name is ours if it trains the same image. */
function requireOwn({ AlgorithmSpecification }: DescribeTrainingJobCommandOutput, name: string, image: string): void {
  if (AlgorithmSpecification?.TrainingImage === image) return;
  const words = `A training job ${name} exists and is not this run's: delete it, or start another run.`;
  throw new PipelineError(ErrorName.NameConflict, words);
}
