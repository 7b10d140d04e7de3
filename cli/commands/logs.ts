import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { functions } from '../../lambdas/contract/functions.ts';
import type { Job } from '../../lambdas/contract/payloads.ts';
import { visible } from '../../lambdas/contract/text.ts';
import type { Account } from '../account.ts';
import { CliError, ExitCode } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { HistoryReader } from '../history.ts';
import type { Io } from '../io.ts';
import { label, startedJobs } from '../job-logs.ts';
import { openWorld } from '../local-world.ts';
import { readStream, streams, streamsOf } from '../log-streams.ts';
import { findRun } from '../runs.ts';
import { allStates, type RunView, runView } from '../view/run-view.ts';

/**
 * Prints what a run's builds, training and endpoint wrote, in the order of time; of its functions where they are asked for, or where the
 * state that is asked for has no job.
 */
export const logs: Command = async (args, io) => {
  const world = await openWorld(args, io);
  try {
    const executionArn = await findRun(world.account, args.positionals[0]);
    const view = runView(await new HistoryReader(world.account.sfn, executionArn).read());
    const state = args.text('state');
    checkState(view, state);
    io.err.write(`${executionArn} (${view.status})\n`);
    const jobs = jobsOf(view, state);
    const withFunctions = args.flag('functions') || (state !== undefined && jobs.length === 0);
    const spoken = withFunctions ? await functionLines(world.account, view, executionArn, state) : [];
    const lines = [...(await jobLines(world.account, jobs)), ...(args.flag('functions') ? spoken : spoken.filter(isOwn))];
    print(lines, io);
    if (lines.length === 0)
      io.err.write(`Nothing was written${withFunctions ? '' : ' by a job; --functions prints what the functions wrote'}.\n`);
    return ExitCode.ok;
  } finally {
    await world.close();
  }
};

interface Line {
  readonly at: number;
  readonly from: string;
  readonly text: string;
}

function checkState(view: RunView, name: string | undefined): void {
  const names = [...new Set(allStates(view.states).map((state) => state.name))];
  if (name === undefined || names.includes(name)) return;
  throw new CliError(`Expected a state that this run entered (${names.join(', ')}); got "${name}".`);
}

/** A job belongs to the state that started it, and to the one that waits for it. */
function jobsOf(view: RunView, only: string | undefined): Job[] {
  return startedJobs(view)
    .filter(({ state }) => only === undefined || state.replace(/^Start/, '') === only.replace(/^(Start|Await)/, ''))
    .map(({ job }) => job);
}

/** Lambda's own lines frame each call and say nothing of the run. */
const isOwn = ({ text }: Line): boolean => !/^(INIT_START|START|END|REPORT) /.test(text);

async function jobLines(account: Account, jobs: readonly Job[]): Promise<Line[]> {
  const found: Line[] = [];
  for (const job of jobs) {
    for (const stream of await streamsOf(account, job)) {
      const { events } = await readStream(account, stream, undefined, Date.parse(job.startedAt));
      found.push(...events.map(({ timestamp = 0, message = '' }) => ({ at: timestamp, from: label(job), text: message.trimEnd() })));
    }
  }
  return found;
}

/** The functions' own lines of that time. Their streams are not per run: with --state only the state's span is printed. */
async function functionLines(account: Account, view: RunView, executionArn: string, only: string | undefined): Promise<Line[]> {
  const span = await spanOf(account, view, executionArn, only);
  const found: Line[] = [];
  for (const name of Object.keys(functions)) {
    for (const stream of await streams(account, `/aws/lambda/${account.installation}-${name}`)) {
      const { events } = await readStream(account, stream, undefined, span.from);
      for (const { timestamp = 0, message = '' } of events)
        if (timestamp <= span.to) found.push({ at: timestamp, from: name, text: message.trimEnd() });
    }
  }
  return found;
}

async function spanOf(account: Account, view: RunView, executionArn: string, only: string | undefined) {
  const state = only === undefined ? undefined : allStates(view.states).findLast(({ name }) => name === only);
  if (state) return { from: state.enteredAt, to: state.leftAt ?? Number.POSITIVE_INFINITY };
  const { startDate, stopDate } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
  // What follows an execution's end by event (finish, wake) is wanted too.
  return { from: startDate?.getTime() ?? 0, to: stopDate ? stopDate.getTime() + 60_000 : Number.POSITIVE_INFINITY };
}

function print(lines: readonly Line[], io: Io): void {
  const sorted = [...lines].sort((a, b) => a.at - b.at);
  const width = Math.max(0, ...sorted.map(({ from }) => from.length));
  for (const { at, from, text } of sorted)
    io.out.write(`${new Date(at).toISOString()}  ${from.padEnd(width)}  ${io.out.isTerminal ? visible(text) : text}\n`);
}
