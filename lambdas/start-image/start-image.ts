import type { CodeBuildClient, StartBuildCommandInput } from '@aws-sdk/client-codebuild';
import { BatchGetImageCommand, type ECRClient } from '@aws-sdk/client-ecr';
import * as v from 'valibot';
import { objects } from '../contract/layout.ts';
import { type Answer, type ImageResult, imageResult, type Job, type Payload, type Run } from '../contract/payloads.ts';
import { iso } from '../shared/clock.ts';
import { type Artifacts, readDocument } from '../shared/documents.ts';
import { isMissing } from '../shared/errors.ts';
import { buildspecOf, startBuild } from '../shared/jobs/builds.ts';
import { newRecord, readJob, writeJob } from '../shared/jobs/record.ts';
import { tellBuild } from '../shared/jobs/tell-build.ts';
import { checkLock } from '../shared/model-state/lock.ts';
import type { MailDependencies } from '../shared/model-state/outbox.ts';
import { environment } from './environment.ts';

export interface StartImageDependencies extends MailDependencies {
  readonly codebuild: CodeBuildClient;
  readonly ecr: ECRClient;
  readonly project: string;
}

/**
 * Reuses the image of this key when the repository still has it, else starts its build. Called again after a lost answer it finds the
 * build it started: by the job's record, or in the moment before that is written by CodeBuild's idempotency token, or by its job.
 */
export async function startImage(input: Payload<'start-image'>, dependencies: StartImageDependencies): Promise<Answer<'start-image'>> {
  const { run, role } = input;
  const answer = await reuseOrStart(input, dependencies);
  if (answer.job) await tellBuild(run, role, { kind: 'build-started', job: answer.job }, dependencies);
  if (answer.result) await tellBuild(run, role, { kind: 'build-succeeded', job: null, image: answer.result }, dependencies);
  return answer;
}

async function reuseOrStart({ run, role }: Payload<'start-image'>, dependencies: StartImageDependencies): Promise<Answer<'start-image'>> {
  const { artifacts, codebuild, clock, project } = dependencies;
  await checkLock(artifacts, run);
  const plan = run.images[role];
  const begun = await readJob(artifacts, 'build', plan.job);
  if (begun) return { job: begun.job, result: null };
  const known = plan.key && (await knownImage(plan.key, plan.repositoryUri, dependencies));
  if (known) return { job: null, result: known };

  const build = await startBuild({ codebuild, clock }, run, plan.job, {
    projectName: project,
    // The job's name without the model's: that may make it longer than the 64 characters AWS's tokens are held to.
    idempotencyToken: `${run.id}-${role}-image`,
    serviceRoleOverride: run.roles.build,
    ...sourceOverrides(run),
    buildspecOverride: await buildspecOf(codebuild, project),
    computeTypeOverride: run.settings.build.computeType,
    timeoutInMinutesOverride: run.settings.build.timeoutMinutes,
    environmentVariablesOverride: environment(run, role, artifacts.bucket, await cacheImage(artifacts, run, role)),
  });
  const job: Job = { kind: 'image', name: plan.job, id: build.id ?? '', startedAt: iso(build.startTime?.getTime() ?? clock.now()) };
  await writeJob(artifacts, newRecord(run, job));
  return { job, result: null };
}

/** The packaged folder, or the commit: both images of a run are of the same one. */
function sourceOverrides({ source, settings }: Run): Partial<StartBuildCommandInput> {
  if (source.type === 'folder') return { sourceTypeOverride: 'S3', sourceLocationOverride: `${source.bucket}/${source.key}` };
  const { connection } = settings.source;
  return {
    sourceTypeOverride: sourceTypes[source.type],
    sourceLocationOverride: source.location,
    sourceVersion: source.version,
    ...(connection && { sourceAuthOverride: { type: 'CODECONNECTIONS', resource: connection } }),
  };
}

const sourceTypes = { codecommit: 'CODECOMMIT', github: 'GITHUB' } as const;

const stored = v.object({ ...imageResult.entries, run: v.string() });

async function knownImage(
  key: string,
  repositoryUri: string,
  { artifacts, ecr }: StartImageDependencies,
): Promise<ImageResult | undefined> {
  const document = await readDocument(artifacts, objects.image(key));
  const parsed = v.safeParse(stored, document?.value);
  // Another repository's image would be pulled under another model's rights and lifecycle.
  if (!parsed.success || !parsed.output.uri.startsWith(`${repositoryUri}@`)) return undefined;
  const { run, ...image } = parsed.output;
  if (!(await isInRepository(ecr, repositoryUri, image.digest))) return undefined;
  return { ...image, reused: true, reason: `nothing it is made of changed since run ${run}`, seconds: 0 };
}

async function isInRepository(ecr: ECRClient, repositoryUri: string, imageDigest: string): Promise<boolean> {
  const repositoryName = repositoryUri.slice(repositoryUri.indexOf('/') + 1);
  try {
    const { images = [] } = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }));
    return images.length > 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The image to take layers from; empty for a model's first build. */
async function cacheImage(artifacts: Artifacts, run: Run, role: 'training' | 'inference'): Promise<string> {
  const latest = await readDocument(artifacts, objects.latestImage(run.model, role));
  const parsed = v.safeParse(v.object({ uri: v.string() }), latest?.value);
  return parsed.success ? parsed.output.uri : '';
}
