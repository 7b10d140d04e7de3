import type { ExecutionInput } from '../lambdas/contract/execution-input.ts';
import type { Account } from './account.ts';
import { ExitCode } from './cli-error.ts';
import { failureLines } from './failure.ts';
import { follow } from './follow.ts';
import { Interrupted } from './interrupt.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { startRun, stopRun } from './runs.ts';
import { summaryLines } from './summary.ts';
import type { RunView } from './view/run-view.ts';
import { shownPath } from './view/text.ts';
import { runningStates } from './view/tree.ts';

export interface RunRequest {
  readonly input: ExecutionInput;
  readonly title: string;
  readonly logs: boolean;
}

/**
 * Starts a run, shows it, and says how it ended. Ctrl+C stops the execution and waits for the mail that a stopped run sends.
 * @returns the command's exit code @throws Interrupted after Ctrl+C
 */
export async function runPipeline(account: Account, io: Io, { input, title, logs }: RunRequest): Promise<number> {
  io.interrupt.check();
  const startedAt = io.clock.now();
  const executionArn = await startRun(account, input);
  io.out.write(`Run ${executionArn}\n`);
  const view = await follow(account, io, { executionArn, title, logs });
  if (view.status === 'running') {
    await stop(account, io, executionArn, view, input.model);
    throw new Interrupted();
  }
  const lines =
    view.status === 'succeeded'
      ? await summaryLines(account, io, view, startedAt)
      : await failureLines(account, io, view, { executionArn, startedAt, model: input.model });
  io.out.write(`\n${lines.join('\n')}\n`);
  if (view.status !== 'succeeded') return ExitCode.failed;
  const { outcome } = (view.output ?? {}) as { outcome?: string };
  return outcome === 'rejected' ? ExitCode.rejected : ExitCode.ok;
}

/** How long to wait for the mail of a stopped run: `finish` has to stop what the run left first. */
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
  const mail = await awaitMail(account, io, stoppedAt, saysEnd(model), mailWaitMs);
  io.err.write(mail ? `Mail: ${shownPath(mail.path, io.cwd)}\n` : `No mail came within ${mailWaitMs / 1000} s: see \`trainyard logs\`.\n`);
}
