import { DescribeExecutionCommand, type ExecutionListItem } from '@aws-sdk/client-sfn';
import type { ExecutionInput } from '../lambdas/contract/execution-input.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';
import { follow } from './follow.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { type FollowedRun, sayEnd } from './pipeline-run.ts';
import { listRuns } from './runs.ts';
import { duration, oneLine, shownPath } from './view/text.ts';

export interface WatchOptions {
  /** Models whose runs are shown state by state: they begin with pushes, and somebody waits for them. The others' are two lines each. */
  readonly live: ReadonlySet<string>;
  readonly logs: boolean;
}

/** Shows the runs that others start from now on, and those that go on already, until Ctrl+C. */
export async function watchRuns(account: Account, io: Io, { live, logs }: WatchOptions): Promise<void> {
  const { signal } = io.interrupt;
  const old = (await runsNow(account)).filter(({ status }) => status !== 'RUNNING');
  const seen = new Set(old.map(({ executionArn }) => executionArn));
  const open = new Set<Promise<void>>();
  while (!signal.aborted) {
    const fresh = (await runsNow(account)).filter(({ executionArn }) => !seen.has(executionArn)).reverse();
    for (const { executionArn = '', startDate } of fresh) {
      seen.add(executionArn);
      const { model, trigger = 'a started execution' } = await inputOf(account, executionArn);
      const run = { executionArn, title: model ?? 'trainyard', model, logs, startedAt: startDate?.getTime() ?? io.clock.now() };
      if (model !== undefined && live.has(model)) {
        io.out.write(`\n${oneLine(trigger)}: run ${executionArn}\n`);
        await showLive(account, io, run);
        continue;
      }
      io.out.write(`${run.title}: run started by ${oneLine(trigger)}: ${executionArn}\n`);
      const shown: Promise<void> = showEnd(account, io, run).finally(() => open.delete(shown));
      open.add(shown);
    }
    await io.clock.wait(account.pollMs * 2, signal);
  }
  await Promise.all(open);
}

/** None after a `trainyard destroy --all` beside this process: its world goes on, and may be deployed into again. */
async function runsNow(account: Account): Promise<ExecutionListItem[]> {
  try {
    return await listRuns(account);
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

async function inputOf(account: Account, executionArn: string): Promise<ExecutionInput> {
  const { input } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
  try {
    return JSON.parse(input ?? '{}') as ExecutionInput;
  } catch {
    return {};
  }
}

async function showLive(account: Account, io: Io, run: FollowedRun): Promise<void> {
  const view = await follow(account, io, run);
  const { outcome, summary } = (view.output ?? {}) as { outcome?: string; summary?: string };
  if (view.status === 'running') io.err.write('This run is cut off, and cleaned up when this world starts again.\n');
  else if (outcome === 'queued') io.out.write(`Queued: ${summary}\n`);
  else await sayEnd(account, io, view, run);
}

/** One line when it has ended, with the mail that says the rest. */
async function showEnd(account: Account, io: Io, { executionArn, title, model, startedAt }: FollowedRun): Promise<void> {
  while (!io.interrupt.signal.aborted) {
    const { status, output, stopDate } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      const mail = await awaitMail(account, io, startedAt, saysEnd(model, executionArn), 5_000);
      const outcome = /"outcome":\s*"([a-z]+)"/.exec(output ?? '')?.[1] ?? (status ?? '').toLowerCase().replace('_', ' ');
      const took = duration((stopDate?.getTime() ?? io.clock.now()) - startedAt);
      io.out.write(`${title}: run ${outcome} after ${took}${mail ? `, mail ${shownPath(mail.path, io.cwd)}` : ''}\n`);
      return;
    }
    await io.clock.wait(account.pollMs * 2, io.interrupt.signal);
  }
}
