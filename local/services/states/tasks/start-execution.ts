import type { ExecutionRecord } from '../records.ts';
import { sdkMetadata } from './envelope.ts';
import type { Integration, TaskContext } from './index.ts';
import { TaskFault } from './task-fault.ts';

interface Answer {
  readonly executionArn: string;
  readonly startDate: Date;
}

/** `states:startExecution`: started and left alone, or waited for (`.sync`: output as text, `.sync:2`: as a value). */
export const startExecution: Integration = async (context) => {
  const { StateMachineArn, Input, Name } = context.input;
  const input = typeof Input === 'string' ? Input : JSON.stringify(Input ?? {});
  const started = await context.world.call<Answer>(
    'states',
    'StartExecution',
    { stateMachineArn: StateMachineArn, input, ...(Name === undefined ? {} : { name: Name }) },
    context.caller,
  );
  const answer = { ExecutionArn: started.executionArn, StartDate: started.startDate.getTime() };
  const output = JSON.stringify({ ...answer, ...sdkMetadata(context.world, JSON.stringify(answer), {}, 'application/x-amz-json-1.0') });
  const { pattern } = context.call.resource;
  if (pattern === '') return output;
  context.submitted(output);
  return pattern === 'waitForTaskToken' ? undefined : waitFor(context, started.executionArn);
};

async function waitFor({ engine, onCancel, call }: TaskContext, executionArn: string): Promise<string> {
  onCancel(() => engine.execution(executionArn)?.stop());
  const record = await engine.ended(executionArn);
  const result = description(record, call.resource.pattern === 'sync:2');
  if (record.status === 'SUCCEEDED') return JSON.stringify(result);
  throw new TaskFault('States.TaskFailed', JSON.stringify(result));
}

function description(record: ExecutionRecord, values: boolean): Record<string, unknown> {
  const shown = (text: string): unknown => (values ? JSON.parse(text) : text);
  return {
    ...(record.cause === undefined ? {} : { Cause: record.cause }),
    ...(record.error === undefined ? {} : { Error: record.error }),
    ExecutionArn: record.executionArn,
    // A failed child's Input stays text, in both forms.
    Input: record.output === undefined ? record.input : shown(record.input),
    InputDetails: { Included: true },
    Name: record.name,
    ...(record.output === undefined ? {} : { Output: shown(record.output), OutputDetails: { Included: true } }),
    // Not in the recorded causes of failed children.
    ...(record.output === undefined ? {} : { RedriveCount: 0 }),
    StartDate: record.startDate.getTime(),
    StateMachineArn: record.stateMachineArn,
    Status: record.status,
    StopDate: record.stopDate?.getTime(),
  };
}
