import { describe, expect, it } from 'vitest';
import type { Job } from '../../../../lambdas/contract/payloads.ts';
import { logger } from '../../../../lambdas/shared/log.ts';
import { jobOf } from '../../../../lambdas/wake/event.ts';
import { wake } from '../../../../lambdas/wake/wake.ts';
import { makeRun, makeWorld } from '../fixtures.ts';

const run = makeRun();
const job: Job = { kind: 'verification', name: run.names.verification, id: 'build:2', startedAt: '2026-11-21T12:00:00Z' };

// Shapes of the CodeBuild User Guide and the SageMaker Developer Guide (aws-facts 1.10).
const buildEvent = (name: string | undefined) => ({
  'detail-type': 'CodeBuild Build State Change',
  detail: {
    'build-status': 'SUCCEEDED',
    'project-name': 'trainyard-verify-model',
    'build-id': 'arn:aws:codebuild:us-east-1:000000000000:build/trainyard-verify-model:2',
    'additional-information': {
      environment: {
        'environment-variables': [
          { name: 'RUN_ID', value: 'x', type: 'PLAINTEXT' },
          ...(name ? [{ name: 'JOB', value: name, type: 'PLAINTEXT' }] : []),
        ],
      },
    },
  },
});

describe('an event', () => {
  it.each([
    [buildEvent('b-verification'), { service: 'build', name: 'b-verification', ended: 'trainyard-verify-model:2' }],
    [buildEvent(undefined), undefined],
    [
      { 'detail-type': 'SageMaker Training Job State Change', detail: { TrainingJobName: 't', TrainingJobStatus: 'Completed' } },
      { service: 'training', name: 't', ended: 't' },
    ],
    [
      { 'detail-type': 'SageMaker Training Job State Change', detail: { TrainingJobName: 't', TrainingJobStatus: 'InProgress' } },
      { service: 'training', name: 't', ended: undefined },
    ],
    [
      {
        'detail-type': 'SageMaker Endpoint State Change',
        detail: { EndpointName: 'e', EndpointStatus: 'IN_SERVICE', EndpointConfigName: 'c' },
      },
      { service: 'endpoint', name: 'e', ended: 'c' },
    ],
    [{ 'detail-type': 'Scheduled Event', detail: {} }, undefined],
    [{}, undefined],
  ])('names the job it speaks of (%#)', (event, expected) => expect(jobOf(event)).toEqual(expected));
});

function world(token: string | null, buildStatus: string) {
  const made = makeWorld();
  const lines: string[] = [];
  made.aws.put('artifacts', `jobs/build/${job.name}.json`, { job, run, token, seenChanging: false, training: null });
  made.aws
    .on('BatchGetBuilds', { builds: [{ buildStatus }] })
    .on('SendTaskSuccess', {})
    .on('SendTaskFailure', {});
  return { ...made, lines, log: logger({}, (line) => lines.push(line)) };
}

describe('wake', () => {
  it('answers the waiting state after describing the job again', async () => {
    const made = world('secret-token', 'SUCCEEDED');
    await wake(buildEvent(job.name), made);
    expect(made.aws.calls('SendTaskSuccess')).toMatchObject([{ taskToken: 'secret-token' }]);
  });

  it('believes the description and not the event', async () => {
    const made = world('token', 'FAILED');
    await wake(buildEvent(job.name), made);
    expect(made.aws.calls('SendTaskFailure')).toMatchObject([{ error: 'VerificationFailed' }]);
  });

  it.each([
    ['the job still runs', 'token', 'IN_PROGRESS'],
    ['the state has not stored its token yet', null, 'SUCCEEDED'],
  ])('does nothing when %s', async (_why, token, status) => {
    const made = world(token, status);
    await wake(buildEvent(job.name), made);
    expect([...made.aws.calls('SendTaskSuccess'), ...made.aws.calls('SendTaskFailure')]).toEqual([]);
  });

  describe('of a training under way', () => {
    const training: Job = { kind: 'training', name: run.names.trainingJob, id: run.names.trainingJob, startedAt: '2026-11-21T12:00:00Z' };
    const event = { 'detail-type': 'SageMaker Training Job State Change', detail: { TrainingJobName: training.name } };
    async function told(heard: boolean | undefined) {
      const made = world(null, 'IN_PROGRESS');
      made.aws.put('artifacts', `jobs/training/${training.name}.json`, { ...record, job: training, token: 'token', heard });
      made.aws.on('DescribeTrainingJob', { TrainingJobStatus: 'InProgress' });
      await wake(event, made);
      return made.aws.calls('SendTaskFailure');
    }
    const record = { run, seenChanging: false, training: null };

    it('tells the waiting state that events arrive, so that it looks less often', async () => {
      expect(await told(false)).toMatchObject([{ taskToken: 'token', error: 'NotReady' }]);
    });

    it('tells it once', async () => expect(await told(true)).toEqual([]));

    it('does not tell the state of a definition that does not ask', async () => expect(await told(undefined)).toEqual([]));
  });

  // Describe may be older than the event: the next look would be up to 75 minutes away.
  describe('of an end that the service does not show yet', () => {
    const at = '2026-11-21T12:00:00Z';
    function behind(id: string, secondsLater: number) {
      const made = world('token', 'IN_PROGRESS');
      made.aws.put('artifacts', `jobs/build/${job.name}.json`, {
        job: { ...job, id },
        run,
        token: 'token',
        seenChanging: false,
        training: null,
      });
      made.clock.ms = Date.parse(at) + secondsLater * 1000;
      return { ...made, told: () => wake({ ...buildEvent(job.name), time: at }, made) };
    }
    const own = 'trainyard-verify-model:2';

    it.each([1, 61])('fails %s s after it, so that Lambda calls again', async (seconds) => {
      const words = `An event tells that the verification ${job.name} ended`;
      await expect(behind(own, seconds).told()).rejects.toMatchObject({ name: 'NotReady', message: expect.stringContaining(words) });
    });

    it('answers at the next call', async () => {
      const made = behind(own, 1);
      await expect(made.told()).rejects.toThrow();
      made.aws.on('BatchGetBuilds', { builds: [{ buildStatus: 'SUCCEEDED' }] });
      await made.told();
      expect(made.aws.calls('SendTaskSuccess').length).toBe(1);
    });

    it("leaves it to the next look at Lambda's third call, which would end among the dead letters", async () => {
      await behind(own, 181).told();
    });

    it("does not take the end of another build for this one's", async () => {
      await behind('trainyard-verify-model:3', 1).told();
    });

    it("does not tell a training's state that it may look less often", async () => {
      const made = behind(own, 1);
      const training: Job = { kind: 'training', name: 't', id: 't', startedAt: at };
      const record = { job: training, run, token: 'token', seenChanging: false, heard: false, training: null };
      made.aws.put('artifacts', 'jobs/training/t.json', record);
      made.aws.on('DescribeTrainingJob', { TrainingJobStatus: 'InProgress' });
      const detail = { TrainingJobName: 't', TrainingJobStatus: 'Completed' };
      const told = wake({ 'detail-type': 'SageMaker Training Job State Change', time: at, detail }, made);
      await expect(told).rejects.toMatchObject({ name: 'NotReady' });
      expect(made.aws.calls('SendTaskFailure')).toEqual([]);
    });
  });

  it("does nothing about somebody else's job", async () => {
    const made = world('token', 'SUCCEEDED');
    await wake(buildEvent('not-ours'), made);
    expect(made.aws.calls('BatchGetBuilds')).toEqual([]);
  });

  it('finds a spent token when an event comes twice, and logs no token', async () => {
    const made = world('secret-token', 'SUCCEEDED');
    made.aws.on('SendTaskSuccess', () => {
      throw Object.assign(new Error('spent'), { name: 'TaskTimedOut' });
    });
    await wake(buildEvent(job.name), made);
    expect(made.lines.join('')).toContain('"isHeard":false');
    expect(made.lines.join('')).not.toContain('secret-token');
  });
});
