import { type SageMakerClient, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import type { Champion, ModelState } from '../contract/model-state.ts';
import type { Outcome, Payload } from '../contract/payloads.ts';
import { iso } from '../shared/clock.ts';
import { type MailDependencies, sendOnce } from '../shared/mail/send.ts';
import { changeState, readState, withRun } from '../shared/model-state/store.ts';
import { deploymentKey, describeRelease, findRelease } from '../shared/releases.ts';
import { liveMail } from './mail.ts';

export interface PromoteDependencies extends MailDependencies {
  readonly sagemaker: SageMakerClient;
}

/**
 * Makes the release the champion: approves its model package, records it and the run's outcome in one compare-and-swap, and mails. Called
 * again it changes nothing and mails nothing.
 */
export async function promote(input: Payload<'promote'>, dependencies: PromoteDependencies): Promise<Outcome> {
  const { run, release } = input;
  const { artifacts, sagemaker, clock } = dependencies;
  const before = await readState(artifacts, run.model);
  // Kept in the run's own mail even when this is the second call and the champion is already this run's.
  const previous = before.champion && before.champion.run !== run.id ? await findRelease(sagemaker, before.champion.release) : undefined;
  const outcome = release.inService ? 'unchanged' : 'succeeded';
  await approve(sagemaker, release.arn, run.id);

  const champion: Champion = {
    release: release.arn,
    run: run.id,
    endpoint: run.names.endpoint,
    endpointConfig: run.names.endpointConfig,
    deploymentKey: deploymentKey(run),
    at: iso(clock.now()),
  };
  const summary = summarize(input);
  await changeState(artifacts, clock, run.model, (state) =>
    promoted(state, input, outcome === 'unchanged' ? null : champion, outcome, summary),
  );
  await sendOnce(outcome, run, () => liveMail(input, outcome, summary, previous), dependencies);
  return { outcome, model: run.model, run: run.id, release: release.arn, endpoint: run.names.endpoint, summary };
}

/** Null leaves the champion that is there. */
function promoted(
  state: ModelState,
  { run }: Payload<'promote'>,
  champion: Champion | null,
  outcome: 'succeeded' | 'unchanged',
  summary: string,
): ModelState {
  const done = state.runs.find(({ id }) => id === run.id);
  if (done?.outcome === outcome && state.target?.run !== run.id) return state;
  const target = state.target?.run === run.id ? null : state.target;
  return withRun({ ...state, champion: champion ?? state.champion, target }, run, { outcome, summary });
}

async function approve(sagemaker: SageMakerClient, arn: string, runId: string): Promise<void> {
  const { approval } = await describeRelease(sagemaker, arn);
  if (approval === 'Approved') return;
  await sagemaker.send(
    new UpdateModelPackageCommand({
      ModelPackageArn: arn,
      ModelApprovalStatus: 'Approved',
      ApprovalDescription: `deployed by run ${runId}`,
    }),
  );
}

function summarize({ run, release, evaluation, smokeTest }: Payload<'promote'>): string {
  const name = `release ${release.version} of ${run.model}`;
  const tried = smokeTest.samples > 0 ? ` It answered ${smokeTest.samples} sample${smokeTest.samples > 1 ? 's' : ''}.` : '';
  if (release.inService) return `Nothing changed: ${name} still serves at the endpoint ${run.names.endpoint}.${tried}`;
  const why = evaluation ? ` The gate: ${evaluation.reason}` : ' It was asked for by its ARN.';
  return `${capital(name)} is live at the endpoint ${run.names.endpoint}.${why}${tried}`;
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
