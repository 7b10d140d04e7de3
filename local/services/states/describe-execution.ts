import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needExecution } from './faults.ts';
import { redriveState } from './status-event.ts';

/** An execution as it stands. */
export const describeExecution = operation({
  name: 'DescribeExecution',
  input: { executionArn: text(required), includedData: text() },
  run: ({ executionArn }, { world }) => {
    const record = needExecution(world, executionArn);
    const { revisionId: _revision, roleArn: _role, ...shown } = record;
    return {
      ...shown,
      inputDetails: { included: true },
      ...(record.output === undefined ? {} : { outputDetails: { included: true } }),
      redriveCount: 0,
      ...redriveState(record),
    };
  },
});
