import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { description } from './describe-state-machine.ts';
import { needExecution } from './faults.ts';
import { type RevisionRecord, revisions } from './records.ts';

/** The machine as it was when the execution began. */
export const describeStateMachineForExecution = operation({
  name: 'DescribeStateMachineForExecution',
  input: { executionArn: text(required), includedData: text() },
  run: ({ executionArn }, { world }) => {
    const revision = revisions(world).get(needExecution(world, executionArn).revisionId) as RevisionRecord;
    return { ...description(revision), updateDate: revision.updateDate };
  },
});
