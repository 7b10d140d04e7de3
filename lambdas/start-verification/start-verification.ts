import type { CodeBuildClient, EnvironmentVariable } from '@aws-sdk/client-codebuild';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Answer, Job, Payload, Release, Run } from '../contract/payloads.ts';
import { verificationMachine } from '../contract/verification.ts';
import { type Clock, iso } from '../shared/clock.ts';
import type { Artifacts } from '../shared/documents.ts';
import { startBuild } from '../shared/jobs/builds.ts';
import { newRecord, readJob, writeJob } from '../shared/jobs/record.ts';
import { checkLock } from '../shared/model-state/lock.ts';
import { describeRelease } from '../shared/releases.ts';

export interface StartVerificationDependencies {
  readonly artifacts: Artifacts;
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
  readonly project: string;
}

/**
 * Starts the build that tries the container with the artifact: a broken one costs a minute here, half an hour as an endpoint. Starts none
 * where the settings say that the endpoint itself is asked first. Without a release of this run (a rollback) the one that was given is read
 * from the Model Registry.
 */
export async function startVerification(
  input: Payload<'start-verification'>,
  { artifacts, codebuild, sagemaker, clock, project }: StartVerificationDependencies,
): Promise<Answer<'start-verification'>> {
  const { run } = input;
  await checkLock(artifacts, run);
  const release = input.release ?? { ...(await describeRelease(sagemaker, run.release ?? '')).release, inService: false };
  if (run.settings.verification.by === 'endpoint') return { job: null, release };
  const begun = await readJob(artifacts, 'build', run.names.verification);
  if (begun) return { job: begun.job, release };
  const build = await startBuild({ codebuild, clock }, run, run.names.verification, {
    projectName: project,
    idempotencyToken: `${run.id}-verification`,
    serviceRoleOverride: run.roles.build,
    ...machine(run),
    timeoutInMinutesOverride: timeoutMinutes(run),
    environmentVariablesOverride: environment(run, release),
  });
  const startedAt = iso(build.startTime?.getTime() ?? clock.now());
  const job: Job = { kind: 'verification', name: run.names.verification, id: build.id ?? '', startedAt };
  await writeJob(artifacts, newRecord(run, job));
  return { job, release };
}

/** Pulling image and artifact, and the samples, take their time beside what the container is given to start. */
const timeoutMinutes = ({ settings: { verification, deployment } }: Run): number =>
  verification.timeoutMinutes ?? 30 + Math.ceil(deployment.startupTimeoutSeconds / 60);

/** The project's own environment is Linux without a GPU. */
function machine({ settings }: Run) {
  const { environmentType, computeType } = verificationMachine(settings);
  return { computeTypeOverride: computeType, ...(settings.verification.gpu && { environmentTypeOverride: environmentType }) };
}

/** What buildspecs/verify-model.yml reads. */
function environment(run: Run, release: Release): EnvironmentVariable[] {
  const { deployment } = run.settings;
  const values = {
    RUN_ID: run.id,
    MODEL: run.model,
    JOB: run.names.verification,
    IMAGE_URI: release.inferenceImage,
    MODEL_ARTIFACT: release.artifact,
    SAMPLES_URI: release.samples ?? '',
    MAX_LATENCY_MS: String(deployment.maxLatencyMs),
    STARTUP_TIMEOUT_SECONDS: String(deployment.startupTimeoutSeconds),
    CONTAINER_ENVIRONMENT: JSON.stringify(deployment.environment),
    VERIFY_GPU: run.settings.verification.gpu ? 'true' : '',
  };
  return Object.entries(values).map(([name, value]) => ({ name, value, type: 'PLAINTEXT' }));
}
