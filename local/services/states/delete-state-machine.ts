import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { engineOf } from './engine.ts';
import { executions, machines } from './records.ts';

/** Deletes a machine and ends what it runs; a machine that is not there is no error. */
export const deleteStateMachine = operation({
  name: 'DeleteStateMachine',
  input: { stateMachineArn: text(required) },
  run: ({ stateMachineArn }, { world }) => {
    machines(world).delete(stateMachineArn);
    for (const { executionArn, status, stateMachineArn: owner } of executions(world).values())
      if (owner === stateMachineArn && status === 'RUNNING') engineOf(world).execution(executionArn)?.stop();
    return {};
  },
});
