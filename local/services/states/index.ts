import type { Service } from '../operation.ts';
import { createStateMachine } from './create-state-machine.ts';
import { deleteStateMachine } from './delete-state-machine.ts';
import { describeExecution } from './describe-execution.ts';
import { describeStateMachine } from './describe-state-machine.ts';
import { describeStateMachineForExecution } from './describe-state-machine-for-execution.ts';
import { engineOf } from './engine.ts';
import { getExecutionHistory } from './get-execution-history.ts';
import { listExecutions } from './list-executions.ts';
import { listStateMachines } from './list-state-machines.ts';
import { closeInterrupted } from './restart.ts';
import { sendTaskFailure } from './send-task-failure.ts';
import { sendTaskHeartbeat } from './send-task-heartbeat.ts';
import { sendTaskSuccess } from './send-task-success.ts';
import { startExecution } from './start-execution.ts';
import { stopExecution } from './stop-execution.ts';
import { updateStateMachine } from './update-state-machine.ts';
import { validateStateMachineDefinition } from './validate-state-machine-definition.ts';

export const states: Service = {
  name: 'states',
  operations: [
    createStateMachine,
    deleteStateMachine,
    describeExecution,
    describeStateMachine,
    describeStateMachineForExecution,
    getExecutionHistory,
    listExecutions,
    listStateMachines,
    sendTaskFailure,
    sendTaskHeartbeat,
    sendTaskSuccess,
    startExecution,
    stopExecution,
    updateStateMachine,
    validateStateMachineDefinition,
  ],
  start: closeInterrupted,
  stop: (world) => engineOf(world).stop(),
};
