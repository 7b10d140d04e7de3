import type { SFNClient } from '@aws-sdk/client-sfn';
import { jobServices } from '../contract/layout.ts';
import type { CheckInput } from '../contract/payloads.ts';
import { answer } from '../shared/jobs/answer.ts';
import { describeJob } from '../shared/jobs/describe.ts';
import type { JobDependencies } from '../shared/jobs/job-state.ts';
import { newRecord, readJob, writeJob } from '../shared/jobs/record.ts';
import { tellBuildEnd } from '../shared/jobs/tell-build.ts';
import type { MailDependencies } from '../shared/model-state/outbox.ts';

export interface CheckDependencies extends JobDependencies, MailDependencies {
  readonly sfn: SFNClient;
}

/**
 * Keeps the token of an await state under the job's name, then describes the job and answers at once if it ended. In this order: an event
 * that comes in between finds the token, one that came before is made good by the description. Mails before answers: what is answered is not asked again.
 */
export async function check({ token, run, job, heard }: CheckInput, dependencies: CheckDependencies): Promise<null> {
  const known = await readJob(dependencies.artifacts, jobServices[job.kind], job.name);
  const record = { ...(known ?? newRecord(run, job)), run, job, token, heard };
  await writeJob(dependencies.artifacts, record);
  const state = await describeJob(record, dependencies);
  if (state.state === 'running') {
    if (state.isChanging && !record.seenChanging) await writeJob(dependencies.artifacts, { ...record, seenChanging: true });
    return null;
  }
  await tellBuildEnd(record, state, dependencies);
  await answer(dependencies.sfn, token, state);
  return null;
}
