import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { causeInWords } from '../cause.ts';
import type { Command, Status } from './reduce.ts';

/** What DescribeExecution says of an execution that was started under a name of ours. */
export interface Look {
  readonly status: Status;
  /** It ended, and did not succeed. */
  readonly isFailed: boolean;
  /** Somebody stopped it. */
  readonly isStopped: boolean;
  /** Its error and cause in words. */
  readonly why: string;
  /** Undefined where there is none. */
  readonly beganAt: Date | undefined;
}

/** Starts an execution under a name of ours: one that is there already is the one that an earlier call started. */
export async function startExecution(sfn: SFNClient, stateMachineArn: string, name: string, input: object): Promise<string> {
  try {
    const { executionArn: arn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    return arn;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return executionArn(stateMachineArn, name);
    throw error;
  }
}

export const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

export async function lookAt(sfn: SFNClient, arn: string): Promise<Look> {
  try {
    const { status = '', error = status, cause, startDate } = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    const why = `${error}: ${causeInWords(cause) || 'Step Functions gives no cause.'}`;
    const isRunning = status === 'RUNNING' || status === 'PENDING_REDRIVE';
    const isFailed = !isRunning && status !== 'SUCCEEDED';
    return { status: isRunning ? 'running' : 'ended', isFailed, isStopped: status === 'ABORTED', why, beganAt: startDate };
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist')
      return { status: 'missing', isFailed: false, isStopped: false, why: '', beganAt: undefined };
    throw error;
  }
}

export async function stopExecution(sfn: SFNClient, { arn, error, cause }: Extract<Command, { type: 'stop' }>): Promise<void> {
  try {
    await sfn.send(new StopExecutionCommand({ executionArn: arn, error, cause }));
  } catch (fault) {
    // Ended by itself meanwhile.
    if (!(fault instanceof Error) || fault.name !== 'ExecutionDoesNotExist') throw fault;
  }
}
