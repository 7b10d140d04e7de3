import { DescribeExecutionCommand, type ExecutionListItem } from '@aws-sdk/client-sfn';
import type { Account } from './account.ts';
import { CliError, errorText } from './cli-error.ts';
import { follow } from './follow.ts';
import type { Io } from './io.ts';
import { awaitMail, saysEnd } from './mails.ts';
import { type FollowedRun, sayEnd } from './pipeline-run.ts';
import { readRunInput } from './run-input.ts';
import { listRuns } from './runs.ts';
import { cut, duration, oneLine, shownPath } from './view/text.ts';

export interface WatchOptions {
  /** Models whose runs are shown state by state: they begin with pushes, and somebody waits for them. The others' are two lines each. */
  readonly live: ReadonlySet<string>;
  readonly logs: boolean;
}

/**
 * Shows the runs that others start from now on, and those that go on already, until Ctrl+C. Whatever cannot be shown is said in a line: the
 * world serves on.
 */
export async function watchRuns(account: Account, io: Io, { live, logs }: WatchOptions): Promise<void> {
  const { signal } = io.interrupt;
  const survive = survivor(io);
  const seen = new Set<string>();
  await survive('the runs so far', async () => {
    for (const { executionArn, status } of await runsNow(account)) if (executionArn && status !== 'RUNNING') seen.add(executionArn);
  });
  const open = new Set<Promise<void>>();
  const show = async ({ executionArn = '', startDate }: ExecutionListItem): Promise<void> => {
    const { model, trigger = 'a started execution' } = await readRunInput(account, executionArn);
    const title = model === undefined ? 'trainyard' : cut(oneLine(model), 63);
    const run = { executionArn, title, model, logs, startedAt: startDate?.getTime() ?? io.clock.now() };
    const by = cut(oneLine(trigger), 200);
    if (model !== undefined && live.has(model)) {
      io.out.write(`\n${by}: run ${executionArn}\n`);
      await showLive(account, io, run);
      return;
    }
    io.out.write(`${title}: run started by ${by}: ${executionArn}\n`);
    const shown: Promise<void> = survive(`the end of ${executionArn}`, () => showEnd(account, io, run)).finally(() => open.delete(shown));
    open.add(shown);
  };
  while (!signal.aborted) {
    await survive('the runs', async () => {
      for (const run of (await runsNow(account)).reverse()) {
        const { executionArn = '' } = run;
        if (seen.has(executionArn)) continue;
        seen.add(executionArn);
        await survive(executionArn, () => show(run));
      }
    });
    await io.clock.wait(account.pollMs * 2, signal);
  }
  await Promise.all(open);
}

/** Runs what shows something, and says once what it failed at: showing is no reason for a world to end. */
function survivor(io: Io): (what: string, work: () => Promise<void>) => Promise<void> {
  const said = new Set<string>();
  return async (what, work) => {
    try {
      await work();
    } catch (error) {
      const text = `Cannot show ${what}: ${errorText(error, false)}`;
      if (!said.has(text)) io.err.write(text);
      said.add(text);
    }
  };
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
