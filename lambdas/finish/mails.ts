import type { Champion } from '../contract/model-state.ts';
import type { Run } from '../contract/payloads.ts';
import { causeParts, links, overridesPart, runFacts, versionOf } from '../shared/mail/parts.ts';
import { type Mail, render } from '../shared/mail/report.ts';
import { type Ending, modelOf } from './cause.ts';
import type { Restoration } from './restore-endpoint.ts';

export interface Failure {
  readonly run: Run;
  readonly ending: Ending;
  /** Jobs that were still running. */
  readonly stopped: readonly string[];
  readonly restoration: Restoration | undefined;
  readonly champion: Champion | null;
}

/** The mail of a run that failed, timed out or was stopped. */
export function failedMail({ run, ending, stopped, restoration, champion }: Failure): Mail {
  const serving =
    restoration?.text ??
    (champion ? `The release of run ${champion.run} keeps serving at ${champion.endpoint}.` : 'Nothing served before, nothing serves now.');
  return render({
    model: run.model,
    outcome: headline(ending),
    version: versionOf(run),
    sentence: `The run of ${run.model} ${verb(ending)}${ending.state ? ` in ${ending.state}` : ''}. ${serving}`,
    facts: [...runFacts(run), ['Error', ending.error]],
    parts: [...causeParts(ending.cause), { heading: 'Stopped', lines: stopped }, overridesPart(run)],
    links: links(run.execution.arn, champion?.endpoint),
    next: `trainyard logs ${run.id}`,
  });
}

/** The mail of an execution that ended before anything was known of its run. */
export function orphanMail(executionArn: string, ending: Ending): Mail {
  return render({
    model: modelOf(ending.input) ?? 'trainyard',
    outcome: headline(ending),
    version: '',
    sentence: `An execution ${verb(ending)} before its run began: nothing was started, nothing was changed.`,
    facts: [
      ['Error', ending.error],
      ['Input', ending.input.slice(0, 500)],
    ],
    parts: causeParts(ending.cause),
    links: links(executionArn),
    next: `trainyard logs ${executionArn.slice(executionArn.lastIndexOf(':') + 1)}`,
  });
}

const headline = ({ status, state, error }: Ending): string =>
  status === 'ABORTED' ? 'stopped by a person' : `failed${state ? ` in ${state}` : ''}: ${error}`;

const verb = ({ status }: Ending): string => (status === 'ABORTED' ? 'was stopped' : status === 'TIMED_OUT' ? 'timed out' : 'failed');
