import * as v from 'valibot';
import type { ExecutionInput } from '../lambdas/contract/execution-input.ts';
import { type Outcome, outcome } from '../lambdas/contract/payloads.ts';
import type { Account } from './account.ts';
import { ExitCode } from './cli-error.ts';
import { failureLines } from './failure.ts';
import { follow } from './follow.ts';
import { awaitExecution } from './followed-launch.ts';
import { Interrupted } from './interrupt.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { readRunInput } from './run-input.ts';
import { startRun, stopRun } from './runs.ts';
import { summaryLines } from './summary.ts';
import type { RunView } from './view/run-view.ts';
import { shownPath } from './view/text.ts';
import { runningStates } from './view/tree.ts';

export interface FollowedRun {
  readonly executionArn: string;
  readonly title: string;
  readonly logs: boolean;
  readonly model?: string;
  /** When this command asked for it: mails before that are of other runs. */
  readonly startedAt: number;
}

/**
 * Starts a run and follows it to its end; where another run holds the model, what was asked for waits there, and is followed when it starts.
 * @returns the command's exit code @throws Interrupted after Ctrl+C
 */
export async function runPipeline(
  account: Account,
  io: Io,
  { input, title, logs }: { readonly input: ExecutionInput; readonly title: string; readonly logs: boolean },
): Promise<number> {
  io.interrupt.check();
  const startedAt = io.clock.now();
  const executionArn = await startRun(account, input);
  io.out.write(`Run ${executionArn}\n`);
  return followRun(account, io, { executionArn, title, logs, model: input.model, startedAt });
}

/** Shows a run to its end and says how it ended. Ctrl+C stops it. @returns the command's exit code @throws Interrupted after Ctrl+C */
export async function followRun(account: Account, io: Io, run: FollowedRun): Promise<number> {
  const { executionArn, model } = run;
  const view = await follow(account, io, run);
  if (view.status === 'running') {
    await stop(account, io, executionArn, view, model);
    throw new Interrupted();
  }
  const ended = v.safeParse(outcome, view.output);
  if (view.status === 'succeeded' && ended.success && ended.output.outcome === 'queued')
    return followQueued(account, io, run, ended.output);
  return sayEnd(account, io, view, run);
}

/** Says how a run ended: its results, or why it failed. @returns the command's exit code */
export async function sayEnd(account: Account, io: Io, view: RunView, run: FollowedRun): Promise<number> {
  const lines = view.status === 'succeeded' ? await summaryLines(account, io, view, run) : await failureLines(account, io, view, run);
  io.out.write(`\n${lines.join('\n')}\n`);
  if (view.status !== 'succeeded') return ExitCode.failed;
  const ended = v.safeParse(outcome, view.output);
  return ended.success && ended.output.outcome === 'rejected' ? ExitCode.rejected : ExitCode.ok;
}

// The API's times are seconds as floating point numbers, which may lose a millisecond.
const clockStepMs = 5;

/** The model state knows a queued execution's wish by when it was asked for: the start of the execution. */
async function followQueued(account: Account, io: Io, run: FollowedRun, { model, summary }: Outcome): Promise<number> {
  io.out.write(`\nQueued: ${summary}\n`);
  const { startedAt, trigger } = await readRunInput(account, run.executionArn);
  const executionArn = await awaitExecution(account, io, {
    model,
    name: 'What was asked for',
    matches: (launch) => Math.abs(Date.parse(launch.at) - startedAt) < clockStepMs && (trigger === undefined || launch.trigger === trigger),
  });
  io.out.write(`Run ${executionArn}\n`);
  return followRun(account, io, { ...run, executionArn, model });
}

/** How long to wait for the mail of a stopped run: its clean-up has to stop what it left first. */
const mailWaitMs = 20_000;

async function stop(account: Account, io: Io, executionArn: string, view: RunView, model: string | undefined): Promise<void> {
  const stoppedAt = io.clock.now();
  const ended = await stopRun(account, io, executionArn);
  const where = runningStates(view).join(', ');
  io.err.write(`${ended ? 'Stopped' : 'Asked to stop'} ${executionArn}${where ? ` in ${where}` : ''}.\n`);
  if (!account.dataDir) {
    io.err.write('The recovery on AWS stops its jobs and mails the cause.\n');
    return;
  }
  const mail = await awaitMail(account, io, stoppedAt, saysEnd(model, executionArn), mailWaitMs);
  io.err.write(
    mail ? `Mail: ${shownPath(mail.path, io.cwd)}\n` : `Its clean-up goes on, or is done by the next start of this world: a mail tells.\n`,
  );
}
