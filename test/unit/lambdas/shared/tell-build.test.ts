import { describe, expect, it } from 'vitest';
import { check } from '../../../../lambdas/check/check.ts';
import { ErrorName } from '../../../../lambdas/contract/errors.ts';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import type { Job } from '../../../../lambdas/contract/payloads.ts';
import { type MailKind, mailKinds } from '../../../../lambdas/contract/settings.ts';
import { PipelineError } from '../../../../lambdas/shared/errors.ts';
import { newRecord, writeJob } from '../../../../lambdas/shared/jobs/record.ts';
import { tellBuild, tellBuildEnd } from '../../../../lambdas/shared/jobs/tell-build.ts';
import { startImage } from '../../../../lambdas/start-image/start-image.ts';
import { wake } from '../../../../lambdas/wake/wake.ts';
import { awsError } from '../fake-aws.ts';
import { executionArn, heldLock, image, makeRun, makeWorld, putState } from '../fixtures.ts';

const run = (mails: readonly MailKind[] = mailKinds) => makeRun({ settings: { notifications: { mails } } });
const job: Job = { kind: 'image', name: run().images.training.job, id: 'trainyard-build:1', startedAt: '2026-11-21T12:00:00Z' };
const begun = { id: run().id, execution: executionArn, startedAt: run().startedAt, outcome: null, summary: '' };
const built = {
  id: job.id,
  buildStatus: 'SUCCEEDED',
  startTime: new Date('2026-11-21T12:00:00Z'),
  endTime: new Date('2026-11-21T12:00:42Z'),
  exportedEnvironmentVariables: [
    { name: 'IMAGE_KEY', value: image('a').key },
    { name: 'IMAGE_DIGEST', value: image('a').digest },
  ],
};

function world(change: Partial<ModelState> = {}) {
  const made = makeWorld();
  putState(made.aws, { runs: [begun], ...change });
  made.aws
    .on('Publish', {})
    .on('SendTaskSuccess', {})
    .on('SendTaskFailure', {})
    .on('GetLogEvents', { events: [{ message: 'npm error' }] });
  made.aws.on('BatchGetBuilds', { builds: [built] }).on('StartBuild', { build: { ...built, buildStatus: 'IN_PROGRESS' } });
  made.aws.on('BatchGetImage', { images: [{}] }).on('BatchGetProjects', { projects: [] });
  return {
    ...made,
    project: 'build',
    subjects: () => made.aws.calls<{ Subject: string }>('Publish').map(({ Subject }) => Subject),
    state: () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json'),
  };
}

describe('mails of builds', () => {
  it('are none, and cost no call, where nobody asked for them', async () => {
    const made = world();
    const plain = makeRun();
    await tellBuild(plain, 'training', { kind: 'build-started', job }, made);
    await tellBuildEnd(newRecord(plain, job), { state: 'done', result: image() }, made);
    expect([made.subjects(), made.aws.calls('GetObject')]).toEqual([[], []]);
  });

  it('tell of a build that began, once, however often start-image is called', async () => {
    const made = world();
    await startImage({ run: run(), role: 'training' }, made);
    await startImage({ run: run(), role: 'training' }, made);
    expect(made.subjects()).toEqual(['[bird-strikes] build of the training image started (0123456)']);
    expect(made.aws.calls('StartBuild')).toHaveLength(1);
    expect(made.state()).toMatchObject({ outbox: [], runs: [{ told: [`${run().id}-training-image-build-started`] }] });
  });

  it('tell of an image that is reused without a build', async () => {
    const made = world();
    made.aws.put('artifacts', `images/${image('a').key}.json`, { ...image('a'), run: 'earlier' });
    await startImage({ run: run(), role: 'training' }, made);
    expect(made.subjects()).toEqual(['[bird-strikes] training image reused (0123456)']);
    expect(String(made.aws.calls('Publish')[0]?.Message).replaceAll('\n', ' ')).toContain(
      'nothing it is made of changed since run earlier',
    );
  });

  it('tell of a build that ended once, whether check or wake heard of it, and before the state is answered', async () => {
    const made = world();
    await check({ token: 'token', run: run(), job }, made);
    const event = { 'detail-type': 'CodeBuild Build State Change', time: '2026-11-21T12:00:43Z', detail: detail() };
    await wake(event, made);
    await check({ token: 'another', run: run(), job }, made);
    expect(made.subjects()).toEqual(['[bird-strikes] training image built in 42 s (0123456)']);
    expect(made.aws.calls('SendTaskSuccess')).toHaveLength(3);
  });

  it('are no reason to answer a state twice or to lose one: what cannot be written is thrown before the answer', async () => {
    const made = world();
    made.aws.on('PutObject', ({ Key }) => {
      if (String(Key).startsWith('state/')) throw awsError('PreconditionFailed');
      return {};
    });
    await expect(check({ token: 'token', run: run(), job }, made)).rejects.toMatchObject({ name: ErrorName.StateConflict });
    expect(made.aws.calls('SendTaskSuccess')).toEqual([]);
  });

  it('tell of a build that failed with its last log lines', async () => {
    const made = world();
    const error = new PipelineError(ErrorName.BuildFailed, 'The build failed: no space left.\n\nLast log lines:\nnpm error');
    await tellBuildEnd(newRecord(run(), { ...job, name: run().images.inference.job }), { state: 'failed', error }, made);
    expect(made.subjects()).toEqual(['[bird-strikes] build of the inference image failed (0123456)']);
    expect(made.aws.calls('Publish')[0]?.Message).toMatch(/Why\n {2}The build failed: no space left\.\n\nLast log lines\n {2}npm error\n/);
  });

  it.each<[string, Partial<ModelState>]>([
    ['that lost the lock', { running: null }],
    ['that is cleaned up', { running: { ...heldLock, phase: 'recovering' } }],
    ['that has ended', { runs: [{ ...begun, outcome: 'failed' }] }],
  ])('are none of a run %s', async (_what, change) => {
    const made = world(change);
    await tellBuild(run(), 'training', { kind: 'build-started', job }, made);
    expect(made.subjects()).toEqual([]);
  });

  it('are those that were asked for', async () => {
    const made = world();
    await tellBuild(run(['build-failed']), 'training', { kind: 'build-started', job }, made);
    expect(made.subjects()).toEqual([]);
  });

  it('are of images alone', async () => {
    const made = world();
    const training: Job = { ...job, kind: 'training', name: run().names.trainingJob };
    await writeJob(made.artifacts, newRecord(run(), training));
    await tellBuildEnd(newRecord(run(), training), { state: 'failed', error: new PipelineError(ErrorName.TrainingFailed, 'x') }, made);
    expect(made.subjects()).toEqual([]);
  });
});

/** Of CodeBuild's event: the build ended. */
const detail = () => ({
  'build-status': 'SUCCEEDED',
  'build-id': `arn:aws:codebuild:us-east-1:0:build/${job.id}`,
  'additional-information': { environment: { 'environment-variables': [{ name: 'JOB', value: job.name }] } },
});
