import { type SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { Champion, ModelState } from '../contract/model-state.ts';
import type { Outcome, Payload } from '../contract/payloads.ts';
import { iso } from '../shared/clock.ts';
import { phasesOf } from '../shared/mail/parts.ts';
import type { Count } from '../shared/metric.ts';
import { checkLock, requireLock } from '../shared/model-state/lock.ts';
import { type MailDependencies, sendOutbox, withMail } from '../shared/model-state/outbox.ts';
import { withRun } from '../shared/model-state/runs.ts';
import { changeState, readState } from '../shared/model-state/store.ts';
import { deploymentKey, describeRelease, findRelease } from '../shared/releases.ts';
import { countRun } from '../shared/run-metrics.ts';
import { liveMail } from './mail.ts';

export interface PromoteDependencies extends MailDependencies {
  readonly count: Count;
  readonly sagemaker: SageMakerClient;
}

/**
 * Makes the release the champion: approves its model package, then records champion, outcome and mail in one compare-and-swap. Called
 * again it changes nothing and mails nothing.
 */
export async function promote(input: Payload<'promote'>, dependencies: PromoteDependencies): Promise<Outcome> {
  const { run, release } = input;
  const { artifacts, sagemaker, clock } = dependencies;
  const outcome = release.inService ? 'unchanged' : 'succeeded';
  const summary = summarize(input);
  const answer: Outcome = { outcome, model: run.model, run: run.id, release: release.arn, endpoint: run.names.endpoint, summary };
  const before = await readState(artifacts, run.model);
  // The first call's answer was lost: another run may hold the lock by now.
  if (before.runs.find(({ id }) => id === run.id)?.outcome === outcome) {
    await sendOutbox(run.model, dependencies);
    return answer;
  }
  await checkLock(artifacts, run);
  const previous = before.champion ? await findRelease(sagemaker, before.champion.release) : undefined;
  const source = await approve(sagemaker, release.arn, run.id);

  const champion: Champion = {
    release: release.arn,
    run: run.id,
    endpoint: run.names.endpoint,
    endpointConfig: run.names.endpointConfig,
    deploymentKey: deploymentKey(run),
    at: iso(clock.now()),
  };
  const kind = run.release && outcome === 'succeeded' ? 'rolled-back' : outcome;
  const mail = { id: `${run.id}-end`, outcome: kind, ...liveMail(input, outcome, summary, previous, source) };
  let isFirst = false;
  await changeState(artifacts, clock, run.model, (state) => {
    isFirst = state.runs.find(({ id }) => id === run.id)?.outcome !== outcome;
    if (!isFirst) return state;
    requireLock(state, run);
    const promoted: ModelState = {
      ...state,
      champion: outcome === 'unchanged' ? state.champion : champion,
      target: state.target?.run === run.id ? null : state.target,
    };
    const recorded = withRun(promoted, run, { outcome, summary });
    return run.settings.notifications.mails.includes(kind) ? withMail(recorded, mail) : recorded;
  });
  const seconds = (clock.now() - Date.parse(run.startedAt)) / 1000;
  if (isFirst) countRun(dependencies.count, { ...run, outcome, phases: [...phasesOf(input), ['the whole run', seconds]] });
  await sendOutbox(run.model, dependencies);
  return answer;
}

/** What the release was made of: a rollback's mail names it. */
async function approve(sagemaker: SageMakerClient, arn: string, runId: string): Promise<string> {
  const { approval, source } = await describeRelease(sagemaker, arn);
  if (approval === 'Approved') return source;
  await sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: arn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: `deployed by run ${runId}`,
    }),
  );
  return source;
}

function summarize({ run, release, evaluation, smokeTest }: Payload<'promote'>): string {
  const name = `release ${release.version} of ${run.model}`;
  const tried = smokeTest.samples > 0 ? ` It answered ${smokeTest.samples} sample${smokeTest.samples > 1 ? 's' : ''}.` : '';
  if (release.inService) return `Nothing changed: ${name} still serves at the endpoint ${run.names.endpoint}.${tried}`;
  const why = evaluation ? ` The gate: ${evaluation.reason}` : ' It was asked for.';
  return `${capital(name)} is live at the endpoint ${run.names.endpoint}.${why}${tried}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
