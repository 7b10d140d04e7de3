import { type SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { Champion, ModelState } from '../contract/model-state.ts';
import type { Outcome, Payload, Release } from '../contract/payloads.ts';
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
  const source = await approve(sagemaker, release, run.id);

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

/**
 * Approves a release's package, and lets it name the samples that it was tried with last: the same model may have got others, or others ways to
 * send them. Returns what the release was made of: a rollback's mail names it.
 */
async function approve(sagemaker: SageMakerClient, { arn, samples }: Release, runId: string): Promise<string> {
  const { approval, source, release, metadata } = await describeRelease(sagemaker, arn);
  const isApproved = approval === 'Approved';
  const isMoved = samples !== null && samples !== release.samples;
  if (isApproved && !isMoved) return source;
  await sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: arn,
      ...(!isApproved && { ModelApprovalStatus: 'Approved', ApprovalDescription: `deployed by run ${runId}` }),
      // All of them: AWS's documents do not say that those which are not named stay.
      ...(isMoved && { CustomerMetadataProperties: { ...metadata, samples } }),
    }),
  );
  return source;
}

function summarize({ run, release, evaluation, smokeTest }: Payload<'promote'>): string {
  const name = `release ${release.version} of ${run.model}`;
  const tried = smokeTest.samples > 0 ? ` It answered ${smokeTest.samples} sample${smokeTest.samples > 1 ? 's' : ''}.` : '';
  if (release.inService) return `Nothing changed: ${name} still serves at the endpoint ${run.names.endpoint}.${tried}`;
  const why = evaluation ? ` The gate: ${evaluation.reason}` : ' It was asked for.';
  const untried =
    run.settings.verification.by === 'endpoint' ? ' No build tried it before the deployment (verification.by: endpoint).' : '';
  return `${capital(name)} is live at the endpoint ${run.names.endpoint}.${why}${untried}${tried}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
