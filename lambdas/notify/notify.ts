import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Outcome, Payload } from '../contract/payloads.ts';
import { phasesOf } from '../shared/mail/parts.ts';
import type { Count } from '../shared/metric.ts';
import { requireLock } from '../shared/model-state/lock.ts';
import { type MailDependencies, sendOutbox, withMail } from '../shared/model-state/outbox.ts';
import { withRun } from '../shared/model-state/runs.ts';
import { changeState } from '../shared/model-state/store.ts';
import { findRelease } from '../shared/releases.ts';
import { countRun } from '../shared/run-metrics.ts';
import { rejectedMail, startedMail } from './mails.ts';

export interface NotifyDependencies extends MailDependencies {
  readonly count: Count;
  readonly sagemaker: SageMakerClient;
}

/** Records that a run began, or that the gate said no, and mails it. */
export async function notify(input: Payload<'notify'>, dependencies: NotifyDependencies): Promise<Outcome | null> {
  return input.kind === 'started' ? started(input, dependencies) : rejected(input, dependencies);
}

async function started({ run }: Extract<Payload<'notify'>, { kind: 'started' }>, dependencies: NotifyDependencies): Promise<null> {
  const { artifacts, clock } = dependencies;
  const wanted = run.settings.notifications.mails.includes('started');
  await changeState(artifacts, clock, run.model, (state) => {
    if (state.runs.some(({ id }) => id === run.id)) return state;
    const begun = withRun(state, run);
    return wanted ? withMail(begun, { id: `${run.id}-started`, outcome: 'started', ...startedMail(run) }) : begun;
  });
  await sendOutbox(run.model, dependencies);
  return null;
}

async function rejected(input: Extract<Payload<'notify'>, { kind: 'rejected' }>, dependencies: NotifyDependencies): Promise<Outcome> {
  const { run, evaluation } = input;
  const { artifacts, clock, count, sagemaker } = dependencies;
  const kept = evaluation.champion ? 'The champion is untouched.' : 'There is no champion: nothing serves.';
  const summary = `The trained model was rejected: ${evaluation.reason} ${kept}`;
  const champion = evaluation.champion && (await findRelease(sagemaker, evaluation.champion.release));
  const mail = { id: `${run.id}-end`, outcome: 'rejected', ...rejectedMail(input, summary, champion) };
  const wanted = run.settings.notifications.mails.includes('rejected');
  let isFirst = false;
  await changeState(artifacts, clock, run.model, (state) => {
    isFirst = state.runs.find(({ id }) => id === run.id)?.outcome !== 'rejected';
    if (!isFirst) return state;
    requireLock(state, run);
    const recorded = withRun(state, run, { outcome: 'rejected', summary });
    return wanted ? withMail(recorded, mail) : recorded;
  });
  const seconds = (clock.now() - Date.parse(run.startedAt)) / 1000;
  const results = { ...input, verification: null, deployment: null };
  if (isFirst) countRun(count, { ...run, outcome: 'rejected', phases: [...phasesOf(results), ['the whole run', seconds]] });
  await sendOutbox(run.model, dependencies);
  return { outcome: 'rejected', model: run.model, run: run.id, release: null, endpoint: null, summary };
}
