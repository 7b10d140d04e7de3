import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Outcome, Payload } from '../contract/payloads.ts';
import { type MailDependencies, sendOnce } from '../shared/mail/send.ts';
import { changeState, withRun } from '../shared/model-state/store.ts';
import { findRelease } from '../shared/releases.ts';
import { rejectedMail, startedMail } from './mails.ts';

export interface NotifyDependencies extends MailDependencies {
  readonly sagemaker: SageMakerClient;
}

/** Records that a run began, or that the gate said no, and mails it. */
export async function notify(input: Payload<'notify'>, dependencies: NotifyDependencies): Promise<Outcome | null> {
  return input.kind === 'started' ? started(input, dependencies) : rejected(input, dependencies);
}

async function started({ run }: Extract<Payload<'notify'>, { kind: 'started' }>, dependencies: NotifyDependencies): Promise<null> {
  const { artifacts, clock } = dependencies;
  await changeState(artifacts, clock, run.model, (state) => (state.runs.some(({ id }) => id === run.id) ? state : withRun(state, run)));
  await sendOnce('started', run, () => startedMail(run), dependencies);
  return null;
}

async function rejected(input: Extract<Payload<'notify'>, { kind: 'rejected' }>, dependencies: NotifyDependencies): Promise<Outcome> {
  const { run, evaluation } = input;
  const { artifacts, clock, sagemaker } = dependencies;
  const kept = evaluation.champion ? 'The champion keeps serving.' : 'There is no champion: nothing serves.';
  const summary = `The trained model was rejected: ${evaluation.reason} ${kept}`;
  await changeState(artifacts, clock, run.model, (state) =>
    state.runs.find(({ id }) => id === run.id)?.outcome === 'rejected' ? state : withRun(state, run, { outcome: 'rejected', summary }),
  );
  const compose = async () =>
    rejectedMail(input, summary, evaluation.champion && (await findRelease(sagemaker, evaluation.champion.release)));
  await sendOnce('rejected', run, compose, dependencies);
  return { outcome: 'rejected', model: run.model, run: run.id, release: null, endpoint: null, summary };
}
