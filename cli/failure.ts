import { ErrorName } from '../lambdas/contract/errors.ts';
import { linesOf } from '../lambdas/contract/text.ts';
import type { Account } from './account.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { programName } from './package-root.ts';
import { allStates, type RunView } from './view/run-view.ts';
import { oneLine, shownPath } from './view/text.ts';

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
  const section = runbookSection(view.status, error?.name);
  const name = run.executionArn.split(':').at(-1);
  return [
    `The run ${view.status}${state ? ` in ${state.name}` : ''}${error ? `: ${oneLine(error.name)}` : ''}`,
    ...(error?.cause ? linesOf(error.cause).map((text) => `  ${text}`) : []),
    ...(mail ? [`Mail      ${shownPath(mail.path, io.cwd)}`] : []),
    `Output    ${programName(io.cwd)} logs ${name}${state ? ` --state ${state.name}` : ''}`,
    ...(section ? [`Runbook   docs/runbook.md#${section.toLowerCase()}`] : []),
  ];
}

/** The runbook's heading, as the mail names it; a stop's error is what somebody called it. */
function runbookSection(status: RunView['status'], error: string | undefined): string | undefined {
  if (status === 'aborted') return 'Aborted';
  if (error === undefined) return undefined;
  if ((Object.values(ErrorName) as string[]).includes(error)) return error;
  return /^(States|Lambda|Sandbox)\./.test(error) ? 'statestimeout-statesruntime-and-lambda-errors' : 'other-errors';
}
