import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { engineOf } from './engine.ts';
import { checkName, needMachine } from './faults.ts';
import { checkInput } from './json-fault.ts';
import { type ExecutionRecord, executionArn, executions } from './records.ts';
import { emitStatusChange } from './status-event.ts';

/** Starts a run. The same name and input while it runs answers as the first call did; a name is used once. */
export const startExecution = operation({
  name: 'StartExecution',
  input: {
    stateMachineArn: text({ required: true, min: 1, max: 256 }),
    name: text({ min: 1, max: 80 }),
    input: text({ bytes: 262_144 }),
    traceHeader: text({ max: 256 }),
  },
  run: ({ stateMachineArn, name, input = '{}', traceHeader }, { world }) => {
    const machine = needMachine(world, stateMachineArn);
    if (name !== undefined) checkName(name);
    checkInput(input);
    const arn = executionArn(stateMachineArn, name ?? randomUuid(world.random));
    const existing = executions(world).get(arn);
    if (existing) return sameAgain(existing, input);
    const record: ExecutionRecord = {
      executionArn: arn,
      name: arn.slice(arn.lastIndexOf(':') + 1),
      stateMachineArn,
      revisionId: machine.revisionId,
      roleArn: machine.roleArn,
      startDate: new Date(world.clock.now()),
      input,
      status: 'RUNNING',
      traceHeader,
    };
    executions(world).set(arn, record);
    emitStatusChange(world, record);
    engineOf(world).begin(record);
    return { executionArn: arn, startDate: record.startDate };
  },
});

function sameAgain(existing: ExecutionRecord, input: string) {
  const { executionArn, startDate } = existing;
  if (existing.status === 'RUNNING' && existing.input === input) return { executionArn, startDate };
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
}
