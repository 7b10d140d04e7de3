import type { Account } from './account.ts';
import { HistoryReader } from './history.ts';
import type { Io } from './io.ts';
import { JobLogs } from './job-logs.ts';
import { liveView } from './live-view.ts';
import { type RunView, runView } from './view/run-view.ts';

export interface FollowOptions {
  readonly executionArn: string;
  readonly title: string;
  /** Print the output of builds, training and endpoint as well. */
  readonly logs: boolean;
}

/** Shows a run until it ended, or until Ctrl+C: then the view's status is still `running`. */
export async function follow(account: Account, io: Io, { executionArn, title, logs }: FollowOptions): Promise<RunView> {
  const history = new HistoryReader(account.sfn, executionArn);
  const jobLogs = logs ? new JobLogs(account) : undefined;
  const live = liveView(io, title);
  for (;;) {
    const view = runView(await history.read());
    if (jobLogs) live.print(await jobLogs.newLines(view));
    live.show(view);
    if (view.status !== 'running' || io.interrupt.signal.aborted) return view;
    await io.clock.wait(account.pollMs, io.interrupt.signal);
  }
}
