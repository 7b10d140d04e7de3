import type { ModelState } from '../../contract/model-state.ts';
import type { ImageResult, Run } from '../../contract/payloads.ts';
import { type BuildNews, buildMail, type ImageRole } from '../mail/build-mails.ts';
import { type MailDependencies, sendOutbox, withMail } from '../model-state/outbox.ts';
import { withRun } from '../model-state/runs.ts';
import { changeState } from '../model-state/store.ts';
import type { JobState } from './job-state.ts';
import type { JobRecord } from './record.ts';

/**
 * Mails what became of an image, where the model's settings ask for that kind of mail: without one it asks nothing and writes nothing. The
 * run's record remembers what was told, so that it is told once, whoever hears of it and however often. A run that lost the lock, or has
 * ended, tells nothing more: its last mail has it all.
 * @throws StateConflict when other writers went first
 */
export async function tellBuild(run: Run, role: ImageRole, news: BuildNews, dependencies: MailDependencies): Promise<void> {
  if (!run.settings.notifications.mails.includes(news.kind)) return;
  const id = `${run.id}-${role}-image-${news.kind}`;
  await changeState(dependencies.artifacts, dependencies.clock, run.model, (state) => {
    const record = state.runs.find((one) => one.id === run.id);
    if (!holds(state, run) || !record || record.outcome !== null || record.told?.includes(id)) return state;
    const remembered = withRun(state, run, { told: [...(record.told ?? []), id] });
    return withMail(remembered, { id, outcome: news.kind, ...buildMail(run, role, news) });
  });
  await sendOutbox(run.model, dependencies);
}

const holds = ({ running }: ModelState, { token }: Run): boolean => running?.token === token && running.phase === 'running';

/** The same of a build that ended; nothing for other jobs. */
export async function tellBuildEnd(
  { run, job }: JobRecord,
  state: Exclude<JobState, { state: 'running' }>,
  dependencies: MailDependencies,
): Promise<void> {
  if (job.kind !== 'image') return;
  const news: BuildNews =
    state.state === 'done'
      ? { kind: 'build-succeeded', job, image: state.result as ImageResult }
      : { kind: 'build-failed', job, error: state.error };
  await tellBuild(run, job.name === run.images.inference.job ? 'inference' : 'training', news, dependencies);
}
