import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needMachine } from './faults.ts';
import type { RevisionRecord } from './records.ts';

/** A machine as it is now. */
export const describeStateMachine = operation({
  name: 'DescribeStateMachine',
  input: { stateMachineArn: text(required), includedData: text() },
  run: ({ stateMachineArn }, { world }) => {
    const machine = needMachine(world, stateMachineArn);
    return { ...description(machine), status: 'ACTIVE', type: machine.type, creationDate: machine.creationDate };
  },
});

/** What both Describe operations show of a machine. */
export function description(machine: RevisionRecord) {
  const { stateMachineArn, name, definition, roleArn, revisionId } = machine;
  return {
    stateMachineArn,
    name,
    definition,
    roleArn,
    revisionId,
    loggingConfiguration: machine.loggingConfiguration ?? { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: machine.tracingConfiguration ?? { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  };
}
