import type { SFNClient } from '@aws-sdk/client-sfn';
import { ErrorName } from '../contract/errors.ts';
import type { ModelState, RunRecord } from '../contract/model-state.ts';
import type { Answer, Payload, Run } from '../contract/payloads.ts';
import type { MailKind } from '../contract/settings.ts';
import { line } from '../contract/text.ts';
import { PipelineError } from '../shared/errors.ts';
import { type EndedExecution, readExecution } from '../shared/execution.ts';
import { runId } from '../shared/hash.ts';
import type { Count } from '../shared/metric.ts';
import { awaitNothing, isLaunchedAgain } from '../shared/model-state/learned.ts';
import { isMailed, rememberMailed } from '../shared/model-state/mailed.ts';
import { type MailDependencies, publishMail, sendOutbox, withMail } from '../shared/model-state/outbox.ts';
import { isRecorded, type RunIdentity, withRun } from '../shared/model-state/runs.ts';
import { changeState, readableState } from '../shared/model-state/store.ts';
import { readRun } from '../shared/recovery.ts';
import { countRun } from '../shared/run-metrics.ts';
import { mayBeUnseen } from '../shared/unseen.ts';
import { type Ending, endingOf } from './ending.ts';
import { failedMail, unpreparedMail } from './mails.ts';
import { phaseSeconds } from './trace.ts';

export interface RecordDependencies extends MailDependencies {
  readonly count: Count;
  readonly sfn: SFNClient;
}

/** An ended execution, as far as anything is known of it. */
interface Case {
  readonly input: Payload<'record-outcome'>;
  readonly run: Run | undefined;
  readonly execution: EndedExecution | undefined;
  readonly ending: Ending;
  readonly summary: string;
}

/**
 * Records how an execution ended that could not record it itself, and mails the cause: one compare-and-swap, so that neither is without the
 * other. Called again it records and mails nothing twice.
 * @throws NotReady while an execution that is not seen may have begun a moment ago: it would be called failed without its reason
 */
export async function recordOutcome(input: Payload<'record-outcome'>, dependencies: RecordDependencies): Promise<Answer<'record-outcome'>> {
  const { recovery, startedAt } = input;
  const { artifacts, clock, sfn } = dependencies;
  const execution = await readExecution(sfn, recovery.execution);
  if (!execution && mayBeUnseen(startedAt, clock.now()))
    throw new PipelineError(ErrorName.NotReady, `Step Functions does not see ${recovery.execution}; it may have begun a moment ago.`);
  const ending = endingOf(execution, startedAt);
  const run = await readRun(artifacts, recovery.execution);
  const model = run?.model ?? recovery.model;
  const known: Case = { input, run, execution, ending, summary: summaryOf(ending) };
  const state = model === null ? undefined : await readableState(artifacts, model);
  if (model === null || !state || state.rev === '') return withoutState(model, known, dependencies);

  const identity: RunIdentity = run ?? {
    id: runId(ending.startedAt, recovery.execution),
    startedAt: ending.startedAt,
    execution: { arn: recovery.execution },
  };
  let isFirst = false;
  const { runs } = await changeState(artifacts, clock, model, (before) => {
    isFirst = !isRecorded(before, recovery.execution);
    return recorded(before, model, identity, known);
  });
  const { outcome, summary } = runs.find(({ id }) => id === identity.id) ?? { outcome: 'failed', summary: known.summary };
  if (isFirst) countEnd(model, identity.id, outcome ?? 'failed', known, dependencies);
  await sendOutbox(model, dependencies);
  return { outcome: outcome ?? 'failed', run: identity.id, summary };
}

function recorded(state: ModelState, model: string, identity: RunIdentity, known: Case): ModelState {
  const { input, run, ending, summary } = known;
  if (isRecorded(state, input.recovery.execution)) return state;
  const outcome = outcomeOf(ending, state, input);
  const restored: ModelState = { ...state, target: state.target?.run === identity.id ? null : state.target };
  const done = withRun(settled(restored, outcome, known), identity, { outcome, summary });
  const kinds: readonly MailKind[] | undefined = run?.settings.notifications.mails;
  if (kinds && !kinds.includes(outcome)) return done;
  const mail = run
    ? failedMail({ ...known, ...input, run, outcome, champion: state.champion })
    : unpreparedMail(model, outcome, ending, input.recovery.execution, isComingAgain(done));
  return withMail(done, { id: `${identity.id}-end`, outcome, ...mail });
}

/** Its push is launched again where no run could begin with it, but not where a person stopped it or has to mend its settings first. */
function settled(state: ModelState, outcome: string, { run, ending, input }: Case): ModelState {
  const { running } = state;
  const isPersons = outcome !== 'failed' || ending.error === ErrorName.InvalidSettings || ending.error === ErrorName.InvalidInput;
  const isIts = running !== null && running.token === input.recovery.token;
  return isIts && (run || isPersons) ? awaitNothing(state, [running.launch?.id]) : state;
}

/** True where the comparison of heads launches the push of the run that ends here once more. */
function isComingAgain(state: ModelState): boolean {
  const head = state.running?.launch?.head;
  return head !== null && head !== undefined && isLaunchedAgain({ ...state, running: null }, head.ref);
}

function countEnd(
  model: string,
  id: string,
  outcome: NonNullable<RunRecord['outcome']>,
  { ending, execution }: Case,
  { count }: RecordDependencies,
): void {
  const phases = execution ? phaseSeconds(ending.trace, execution) : [];
  countRun(count, { id, model, outcome, ...(outcome === 'failed' && { error: ending.error }), phases });
}

function outcomeOf({ status }: Ending, { running }: ModelState, { recovery }: Case['input']): 'failed' | 'aborted' | 'superseded' {
  if (status !== 'ABORTED') return 'failed';
  const isOurs = running !== null && running.token === recovery.token;
  return isOurs && running.cancel?.kind === 'superseded' ? 'superseded' : 'aborted';
}

/** What `trainyard status` shows of the run: the cause's first line; the mail has it all. */
function summaryOf({ status, place, error, cause }: Ending): string {
  const how = status === 'ABORTED' ? 'Stopped' : status === 'TIMED_OUT' ? 'Timed out' : 'Failed';
  return `${how}${place && ` in ${place}`}: ${line(error, 100)}. ${line(cause.split('\n')[0] ?? '', 300)}`;
}

/**
 * An execution of no model that runs here, or of one whose state is unreadable: nothing to record it in, so a document of its own says that
 * it was mailed. A run has its document already; its mail may come twice then.
 */
async function withoutState(
  model: string | null,
  { input, run, ending, summary }: Case,
  { artifacts, count, sns, topic, log }: RecordDependencies,
): Promise<Answer<'record-outcome'>> {
  const { execution } = input.recovery;
  const name = execution.split(':').at(-1) ?? '';
  const outcome = ending.status === 'ABORTED' ? 'aborted' : 'failed';
  if (!(await isMailed(artifacts, execution))) {
    countRun(count, { id: name, model: model ?? '-', outcome, ...(outcome === 'failed' && { error: ending.error }), phases: [] });
    const mail = unpreparedMail(model, outcome, ending, execution);
    await publishMail(model ?? '-', { id: `${name}-end`, outcome, ...mail }, { sns, topic, log });
    // A run's document stays: the clean-up reads it once the state is restored.
    if (!run) await rememberMailed(artifacts, execution);
  }
  return { outcome, run: null, summary };
}
