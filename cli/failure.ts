import type { Account } from './account.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { programName } from './package-root.ts';
import { allStates, type RunView } from './view/run-view.ts';
import { shownPath } from './view/text.ts';

export interface FailedRun {
  readonly executionArn: string;
  /** When this command started it: mails before that are of other runs. */
  readonly startedAt: number;
  readonly model?: string;
}

/** Why a run failed, where to look, and the mail that says it too. */
export async function failureLines(account: Account, io: Io, view: RunView, run: FailedRun): Promise<string[]> {
  const mail = await awaitMail(account, io, run.startedAt, saysEnd(run.model, run.executionArn), 20_000);
  const state = allStates(view.states).findLast(({ status, branches }) => status === 'failed' && branches.length === 0);
  const error = state?.error ?? view.error;
  const name = run.executionArn.split(':').at(-1);
  return [
    `The run ${view.status}${state ? ` in ${state.name}` : ''}${error ? `: ${error.name}` : ''}`,
    ...(error?.cause ? error.cause.split('\n').map((line) => `  ${line}`) : []),
    ...(mail ? [`Mail      ${shownPath(mail.path, io.cwd)}`] : []),
    `Output    ${programName(io.cwd)} logs ${name}${state ? ` --state ${state.name}` : ''}`,
    ...(error && /^[A-Z][A-Za-z]+$/.test(error.name) ? [`Runbook   docs/runbook.md#${error.name.toLowerCase()}`] : []),
  ];
}
