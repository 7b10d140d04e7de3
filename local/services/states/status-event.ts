import type { World } from '../../world.ts';
import { recordData } from '../cloudwatch/watch.ts';
import type { ExecutionRecord } from './records.ts';

/**
 * Puts `Step Functions Execution Status Change` on the bus; times are epoch milliseconds (developer guide, "EventBridge"). And counts it:
 * `ExecutionsFailed` and its like in AWS/States (developer guide, "Metrics").
 */
export function emitStatusChange(world: World, record: ExecutionRecord): void {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, input, output, error, cause } = record;
  measure(world, record);
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

const metricNames: Readonly<Record<string, string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

function measure(world: World, { status, stateMachineArn, startDate, stopDate }: ExecutionRecord): void {
  const at = world.clock.now();
  const datum = (name: string, value: number, unit: string) => ({
    ...{ name, at, unit, sum: value, count: 1, min: value, max: value, values: [value] },
    dimensions: [{ Name: 'StateMachineArn', Value: stateMachineArn }],
  });
  const name = metricNames[status];
  const time = stopDate ? [datum('ExecutionTime', stopDate.getTime() - startDate.getTime(), 'Milliseconds')] : [];
  recordData(world, 'AWS/States', [...(name ? [datum(name, 1, 'Count')] : []), ...time]);
}

/** Whether AWS would redrive the execution, with its words for why not. */
export function redriveState({ status }: ExecutionRecord): { redriveStatus: string; redriveStatusReason?: string } {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE' };
  return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: `Execution is ${status} and cannot be redriven` };
}
