import { AwsError } from '../errors.ts';
import { text } from '../input.ts';
import { operation } from '../operation.ts';
import { needMachine } from './faults.ts';
import { page, pageInput } from './page.ts';
import { executions } from './records.ts';

/** A machine's executions, the latest first. */
export const listExecutions = operation({
  name: 'ListExecutions',
  input: {
    stateMachineArn: text({ min: 1, max: 256 }),
    mapRunArn: text(),
    redriveFilter: text({ of: ['REDRIVEN', 'NOT_REDRIVEN'] }),
    statusFilter: text({ of: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] }),
    ...pageInput,
  },
  run: (input, { world }) => {
    if (input.stateMachineArn === undefined)
      throw new AwsError('ValidationException', 'Must provide a StateMachineARN or MapRunARN. The local Step Functions has no map runs.');
    const machine = needMachine(world, input.stateMachineArn);
    const all = executions(world)
      .values()
      .filter(({ stateMachineArn }) => stateMachineArn === machine.stateMachineArn)
      .filter(({ status }) => input.statusFilter === undefined || status === input.statusFilter)
      .filter(() => input.redriveFilter !== 'REDRIVEN')
      .map(({ executionArn, stateMachineArn, name, status, startDate, stopDate }) => ({
        executionArn,
        stateMachineArn,
        name,
        status,
        startDate,
        stopDate,
        redriveCount: 0,
      }));
    const { items, nextToken } = page('ListExecutions', input, {
      items: all,
      place: ({ startDate, executionArn }) => [startDate.getTime(), executionArn],
      descending: true,
    });
    return { executions: items, nextToken };
  },
});
