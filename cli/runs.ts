import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionInput } from '../lambdas/contract/execution-input.ts';
import type { Account } from './account.ts';
import { CliError } from './cli-error.ts';
import { stateMachineArn } from './installation.ts';
import type { Io } from './io.ts';
import { isRunOf } from './run-id.ts';

/** Starts an execution and returns its ARN. */
export async function startRun(account: Account, input: ExecutionInput): Promise<string> {
  const { executionArn } = await account.sfn.send(
    new StartExecutionCommand({ stateMachineArn: await stateMachineArn(account), input: JSON.stringify(input) }),
  );
  return executionArn ?? '';
}

/** The newest executions first. */
export async function listRuns(account: Account, limit = 100): Promise<ExecutionListItem[]> {
  const { executions = [] } = await account.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: await stateMachineArn(account), maxResults: limit }),
  );
  return executions;
}

/** The execution of a run id, execution name or ARN; without one the newest. Throws saying what there is. */
export async function findRun(account: Account, run?: string): Promise<string> {
  if (run?.startsWith('arn:')) return run;
  const executions = await listRuns(account);
  const found = run === undefined ? executions[0] : executions.find((execution) => isRun(execution, run));
  if (found?.executionArn) return found.executionArn;
  if (executions.length === 0) throw new CliError(`Expected a run in ${account.name}; there is none yet. Start one: \`trainyard run\`.`);
  throw new CliError(`Expected a run id or execution name of ${account.name}; got "${run}". \`trainyard status\` lists the runs.`);
}

function isRun({ executionArn = '', name }: ExecutionListItem, run: string): boolean {
  return name === run || isRunOf(run, executionArn);
}

/** Stops an execution and waits, `waitMs` at most, until it has ended. Says whether it has. */
export async function stopRun(account: Account, io: Io, executionArn: string, waitMs = 10_000): Promise<boolean> {
  await account.sfn.send(
    new StopExecutionCommand({ executionArn, error: 'Interrupted', cause: 'Stopped by Ctrl+C in the terminal that followed it.' }),
  );
  const until = io.clock.now() + waitMs;
  for (;;) {
    const { status } = await account.sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return true;
    if (io.clock.now() >= until) return false;
    await io.clock.wait(account.pollMs);
  }
}
