import * as v from 'valibot';
import { ErrorName } from '../contract/errors.ts';
import { executionInput, startInput } from '../contract/execution-input.ts';
import type { Champion } from '../contract/model-state.ts';
import type { Run } from '../contract/payloads.ts';
import { line } from '../contract/text.ts';
import type { EndedExecution } from '../shared/execution.ts';
import { links } from '../shared/mail/links.ts';
import {
  causeParts,
  costPart,
  durationsPart,
  metricPart,
  overridesPart,
  releaseNumber,
  reusedPart,
  runFacts,
  versionOf,
  wishFacts,
} from '../shared/mail/parts.ts';
import { type Fact, type Mail, render } from '../shared/mail/report.ts';
import { runbookSection } from '../shared/mail/runbook.ts';
import type { Ending } from './ending.ts';
import { phaseSeconds, resultsOf, workBegun } from './trace.ts';

/** How a run ends that cannot say so itself. */
export type FailedOutcome = 'failed' | 'aborted' | 'superseded';

export interface Failure {
  readonly run: Run;
  readonly outcome: FailedOutcome;
  readonly ending: Ending;
  /** Undefined where Step Functions does not know it any more. */
  readonly execution: EndedExecution | undefined;
  /** What the recovery found still running. */
  readonly stopped: readonly string[];
  /** What became of the endpoint; empty where the run had not touched it. */
  readonly restored: readonly string[];
  readonly champion: Champion | null;
}

/** The mail of a run that failed, timed out or was stopped. */
export function failedMail({ run, outcome, ending, execution, stopped, restored, champion }: Failure): Mail {
  const results = resultsOf(ending.trace);
  const { evaluation, training } = results;
  const gate = evaluation ?? run.settings.evaluation;
  const theirs = evaluation?.champion?.value ?? undefined;
  const serving = champion
    ? `The release of run ${champion.run} keeps serving at ${champion.endpoint}.`
    : 'Nothing served before, nothing serves now.';
  return render({
    model: run.model,
    outcome: headline(outcome, ending),
    version: versionOf(run),
    sentence: `The ${run.release ? 'rollback' : 'run'} of ${run.model} ${happened(outcome, ending)}.`,
    facts: [...runFacts(run), ...errorFact(outcome, ending), ['Serving', restored.length > 0 ? restored.join(' ') : serving]],
    parts: [
      ...causeParts(ending.cause),
      { heading: 'Stopped', lines: stopped },
      metricPart('this run', training?.metrics, gate, theirs === undefined ? undefined : { [gate.metric]: theirs }),
      reusedPart(results),
      overridesPart(run),
      durationsPart(execution ? phaseSeconds(ending.trace, execution) : []),
      costPart(run, workBegun(ending.trace)),
    ],
    ...runbook(outcome, ending),
    links: links(run.execution.arn, { states: ending.states, endpoint: champion?.endpoint }),
    next: nextCommand(run, outcome, ending),
  });
}

const again: Fact = ['Again', 'The hourly comparison of heads launches this push again, unless a newer one runs before.'];

/** The mail of an execution that ended before its run was fixed: the cause is its input or the settings, as a rule, or nobody who told of its commit. */
export function unpreparedMail(
  model: string | null,
  outcome: FailedOutcome,
  ending: Ending,
  executionArn: string,
  isComingAgain = false,
): Mail {
  const input = v.safeParse(
    v.pipe(
      v.string(),
      v.parseJson(),
      v.transform((value) => startInput(value).asked),
      executionInput,
    ),
    ending.input,
  );
  const wanted = input.success ? input.output : {};
  const facts = wishFacts(wanted);
  return render({
    model: model ?? wanted.model ?? 'trainyard',
    outcome: headline(outcome, ending),
    version: wanted.commit ?? '',
    sentence: `An execution ${happened(outcome, ending)}, before its run began: nothing was started, nothing was changed.`,
    facts: [
      ...facts,
      ...errorFact(outcome, ending),
      ...(isComingAgain ? [again] : []),
      ...(facts.length > 0 ? [] : [['Input', line(ending.input, 500)] as const]),
    ],
    parts: causeParts(ending.cause),
    ...runbook(outcome, ending),
    links: links(executionArn, { states: ending.states }),
    next: model ? nextBeforeRun(model, outcome, ending, wanted.release) : 'trainyard status',
  });
}

function headline(outcome: FailedOutcome, { place, error }: Ending): string {
  if (outcome === 'failed') return `failed${place && ` in ${place}`}: ${error}`;
  return `${outcome}: stopped${place && ` in ${place}`}`;
}

function happened(outcome: FailedOutcome, { status, place }: Ending): string {
  const verb = status === 'ABORTED' ? 'was stopped' : status === 'TIMED_OUT' ? 'timed out' : 'failed';
  return `${verb}${place && ` in ${place}`}${outcome === 'superseded' ? ', since a newer one goes first' : ''}`;
}

/** The name that a person gave a stop says less than its cause. */
const errorFact = (outcome: FailedOutcome, { error }: Ending): Fact[] => (outcome === 'failed' ? [['Error', error]] : []);

/** A run that was superseded needs nobody. */
const runbook = (outcome: FailedOutcome, { error }: Ending): { runbook?: string } =>
  outcome === 'superseded' ? {} : { runbook: outcome === 'aborted' ? 'Aborted' : runbookSection(error) };

/** Settings are looked at first; whatever else kept a run from beginning, it is started again. */
function nextBeforeRun(model: string, outcome: FailedOutcome, { error }: Ending, release: string | undefined): string {
  if (outcome === 'superseded') return `trainyard status ${model}`;
  if (error === ErrorName.InvalidSettings) return `trainyard parameters ${model}`;
  return release ? `trainyard rollback ${model} --to ${releaseNumber(release)}` : `trainyard run --model ${model}`;
}

function nextCommand(run: Run, outcome: FailedOutcome, { states }: Ending): string {
  if (outcome === 'superseded') return `trainyard status ${run.model}`;
  if (outcome === 'aborted')
    return run.release ? `trainyard rollback ${run.model} --to ${releaseNumber(run.release)}` : `trainyard run --model ${run.model}`;
  return `trainyard logs ${run.id}${states[0] ? ` --state ${states[0].state}` : ''}`;
}
