import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ModelState } from '../../contract/model-state.ts';
import type { RecoveryInput } from '../../contract/recovery.ts';
import { iso } from '../clock.ts';
import type { Count } from '../metric.ts';
import { executionArn, lookAt, startExecution, stopExecution } from './executions.ts';
import { type MailDependencies, sendOutbox } from './outbox.ts';
import { type Command, reduce, type StateEvent } from './reduce.ts';
import { changeState } from './store.ts';

export interface DriveDependencies extends MailDependencies {
  readonly sfn: SFNClient;
  readonly pipelineArn: string;
  readonly recoveryArn: string;
  readonly count: Count;
}

/**
 * Puts an event into the model state, does what follows from it until nothing more does, and sends the mails. Any function may call it at
 * any time: what one call leaves undone, because it died or lost an answer, the next one finds.
 */
export async function drive(model: string, first: StateEvent, dependencies: DriveDependencies): Promise<ModelState> {
  const { artifacts, clock, log } = dependencies;
  const events = [first];
  let state: ModelState | undefined;
  for (let event = events.shift(); event; event = events.shift()) {
    const current = event;
    let commands: readonly Command[] = [];
    state = await changeState(artifacts, clock, model, (before) => {
      const reduction = reduce(before, current, { model, now: iso(clock.now()) });
      commands = reduction.commands;
      return reduction.state;
    });
    for (const command of commands) {
      const answer = await perform(model, command, dependencies);
      log.info('model state', { model, event: current.type, command: command.type, answer });
      if (answer) events.push(answer);
    }
  }
  await sendOutbox(model, dependencies);
  return state as ModelState;
}

async function perform(model: string, command: Command, dependencies: DriveDependencies): Promise<StateEvent | undefined> {
  const { sfn, pipelineArn, recoveryArn, count } = dependencies;
  const { token } = command as { token: number };
  switch (command.type) {
    case 'start':
      try {
        const arn = await startExecution(sfn, pipelineArn, command.name, command.input);
        return { type: 'started', token, arn };
      } catch (error) {
        if (error instanceof Error && refusals.has(error.name))
          return { type: 'refused', token, reason: `${error.name}: ${error.message}` };
        throw error;
      }
    case 'describe':
      return { type: 'execution', token, status: (await lookAt(sfn, command.arn)).status };
    case 'stop':
      await stopExecution(sfn, command);
      return undefined;
    case 'recover':
      await startExecution(sfn, recoveryArn, command.name, { model, execution: command.arn, token } satisfies RecoveryInput);
      return undefined;
    case 'describe-recovery': {
      const arn = executionArn(recoveryArn, command.name);
      const { status, why } = await lookAt(sfn, arn);
      return { type: 'recovery', token, attempt: command.attempt, status, failed: { arn, why } };
    }
    case 'alarm':
      // Of all models together: what the alarm in infra/constructs/alarms.ts watches.
      count('RecoveriesFailed', {});
      return undefined;
  }
}

// What trying again cannot change. Throttles and faults of the service are thrown: Lambda and the sweeper try again.
const refusals = new Set([
  'InvalidArn',
  'InvalidName',
  'InvalidExecutionInput',
  'StateMachineDoesNotExist',
  'StateMachineDeleting',
  'ValidationException',
]);
