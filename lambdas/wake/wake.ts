import type { SFNClient } from '@aws-sdk/client-sfn';
import { ErrorName } from '../contract/errors.ts';
import type { Job } from '../contract/payloads.ts';
import { PipelineError } from '../shared/errors.ts';
import { answer } from '../shared/jobs/answer.ts';
import { describeJob } from '../shared/jobs/describe.ts';
import type { JobDependencies } from '../shared/jobs/job-state.ts';
import { type JobRecord, readJob } from '../shared/jobs/record.ts';
import { tellBuildEnd } from '../shared/jobs/tell-build.ts';
import type { MailDependencies } from '../shared/model-state/outbox.ts';
import { jobOf, type StateChangeEvent } from './event.ts';

export interface WakeDependencies extends JobDependencies, MailDependencies {
  readonly sfn: SFNClient;
}

// Lambda calls again after one minute, and two minutes later. The last of the three calls comes after this and leaves the job to the next
// look, so that a stale description does not ring the alarm of the dead letters.
const staleMs = 2 * 60_000;

/**
 * Takes an event as the hint that a job of ours may have ended: describes the job, and answers the state that waits for it. An event that
 * is late, doubled, or about somebody else's job does nothing.
 * @throws NotReady while the event tells of the job's end and its service does not: Lambda calls again
 */
export async function wake(event: StateChangeEvent, dependencies: WakeDependencies): Promise<void> {
  const hinted = jobOf(event);
  const record = hinted && (await readJob(dependencies.artifacts, hinted.service, hinted.name));
  // No token yet: `check` describes the job itself right after it has stored one.
  if (!record?.token) return;
  const state = await describeJob(record, dependencies);
  if (state.state === 'running') {
    if (hinted?.ended === record.job.id && isYoung(event, dependencies)) throw stale(record.job);
    return tellHeard(record, record.token, dependencies);
  }
  await tellBuildEnd(record, state, dependencies);
  const isHeard = await answer(dependencies.sfn, record.token, state);
  dependencies.log.info('job ended', { job: record.job.name, model: record.run.model, run: record.run.id, state: state.state, isHeard });
}

const isYoung = ({ time = '' }: StateChangeEvent, { clock }: WakeDependencies): boolean => clock.now() - Date.parse(time) < staleMs;

const stale = ({ kind, name }: Job) =>
  new PipelineError(
    ErrorName.NotReady,
    `An event tells that the ${kind} ${name} ended, and its service still shows it running: asked again.`,
  );

/** A training of hours is looked at often until one of its events came: the first one that does lets its state wait longer. */
async function tellHeard({ job, heard }: JobRecord, token: string, { sfn }: WakeDependencies): Promise<void> {
  if (job.kind !== 'training' || heard !== false) return;
  const error = new PipelineError(ErrorName.NotReady, `The training ${job.name} still runs, and its events arrive.`);
  await answer(sfn, token, { state: 'failed', error });
}
