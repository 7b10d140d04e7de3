import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { engineOf } from './engine.ts';
import { needExecution } from './faults.ts';
import { executions } from './records.ts';

/** Ends an execution as ABORTED; one that has ended already keeps its outcome. */
export const stopExecution = operation({
  name: 'StopExecution',
  input: { executionArn: text(required), error: text({ max: 256 }), cause: text({ max: 32_768 }) },
  run: ({ executionArn, error, cause }, { world }) => {
    needExecution(world, executionArn);
    engineOf(world).execution(executionArn)?.stop(error, cause);
    return { stopDate: executions(world).get(executionArn)?.stopDate ?? new Date(world.clock.now()) };
  },
});
