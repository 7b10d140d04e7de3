import type { World } from '../../world.ts';
import type { ExecutionRecord } from './records.ts';

/** Puts `Step Functions Execution Status Change` on the bus; times are epoch milliseconds (developer guide, "EventBridge"). */
export function emitStatusChange(world: World, record: ExecutionRecord): void {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = record;
  const redrive = redriveState(record);
  world.emit({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate: startDate.getTime(),
      stopDate: stopDate?.getTime() ?? null,
      input,
      output: output ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: redrive.redriveStatus,
      redriveStatusReason: redrive.redriveStatusReason ?? null,
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      error: error ?? null,
      cause: cause ?? null,
    },
  });
}

/** Whether AWS would redrive the execution, with its words for why not. */
export function redriveState({ status }: ExecutionRecord): { redriveStatus: string; redriveStatusReason?: string } {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE' };
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
}
