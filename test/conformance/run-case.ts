import { Engine, setEngine } from '../../local/services/states/engine.ts';
import { taskRunner } from '../../local/services/states/tasks/index.ts';
import type { World } from '../../local/world.ts';
import { statesWorld } from '../support/states-world.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import type { Case, RecordedEvent } from './case-file.ts';
import { caseLambda } from './case-lambda.ts';
import type { Answer } from './compare.ts';
import { recordedTasks } from './recorded-tasks.ts';

/** Runs a case through the service's own operations, in the account and under the names it was recorded with. */
export async function runCase(file: Case): Promise<Answer> {
  const clock = new VirtualClock(recordedNow(file.clock));
  const lambda = caseLambda(file, clock);
  const { world } = statesWorld({
    clock,
    account: file.stateMachineArn.split(':')[4],
    others: (service, operation, input) => {
      if (service === 'lambda' && operation === 'Invoke') return lambda(input);
      throw new Error(`The case asks for ${service}:${operation}, which was not recorded.`);
    },
  });
  setEngine(world, new Engine(world, recordedTasks(file, taskRunner)));
  const { stateMachineArn, roleArn, executionArn } = file;
  await world.call('states', 'CreateStateMachine', {
    name: file.stateMachineName,
    definition: JSON.stringify(file.definition),
    roleArn,
  });
  await world.call('states', 'StartExecution', {
    stateMachineArn,
    name: file.executionName,
    input: file.inputText ?? JSON.stringify(file.input),
  });
  const stop = stopAction(file.actions);
  if (stop) {
    await clock.advance(0);
    await world.call('states', 'StopExecution', { executionArn, ...stop });
  }
  await clock.run();
  return answer(world, executionArn);
}

async function answer(world: World, executionArn: string): Promise<Answer> {
  const { status, output, error, cause } = await world.call<Answer>('states', 'DescribeExecution', { executionArn });
  const history: RecordedEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await world.call<{ events: RecordedEvent[]; nextToken?: string }>('states', 'GetExecutionHistory', {
      executionArn,
      nextToken,
    });
    history.push(...page.events);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { status, output: typeof output === 'string' ? JSON.parse(output) : undefined, error, cause, history };
}

/** The first time that a case's `clock` names. */
function recordedNow(clock: unknown): number | undefined {
  const text = clock === undefined ? undefined : /\d{4}-\d{2}-\d{2}T[\d:.]+Z?/.exec(JSON.stringify(clock))?.[0];
  return text === undefined ? undefined : Date.parse(text);
}

function stopAction(actions: unknown): { error?: string; cause?: string } | undefined {
  const text = JSON.stringify(actions ?? null);
  if (!/stop_?execution/i.test(text)) return undefined;
  const [error, cause] = ['error', 'cause'].map((name) => new RegExp(`"${name}":"([^"]*)"`).exec(text)?.[1]);
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
