import { Engine, setEngine } from '../../local/services/states/engine.ts';
import { readHistory } from '../../local/services/states/history.ts';
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
  await createChildren(world, file);
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
  if (file.expected.status === 'ABORTED') await stopAsRecorded(world, clock, file);
  await clock.run();
  return answer(world, executionArn);
}

/** StopExecution comes when as many events are there as the recording has before it. */
async function stopAsRecorded(world: World, clock: VirtualClock, { expected, executionArn, actions }: Case): Promise<void> {
  const before = expected.history?.findIndex(({ type }) => type === 'ExecutionAborted') ?? 0;
  const there = await clock.run(() => readHistory(world, executionArn).length >= before);
  if (there) await world.call('states', 'StopExecution', { executionArn, ...stopTexts(actions), ...texts(expected) });
}

/** The machines that an execution starts, as far as the local service takes them: the others' answers are recorded anyway. */
async function createChildren(world: World, { stateMachines, roleArn }: Case): Promise<void> {
  for (const [key, child] of Object.entries(stateMachines ?? {}) as [string, ChildMachine | null][]) {
    const arn = child?.stateMachineArn ?? child?.arn ?? key;
    const name = child?.stateMachineName ?? child?.name ?? arn.slice(arn.lastIndexOf(':') + 1);
    const definition = child?.definition ?? child;
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    await world.call('states', 'CreateStateMachine', { name, definition: text, roleArn }).catch(() => {});
  }
}

interface ChildMachine {
  readonly stateMachineArn?: string;
  readonly stateMachineName?: string;
  readonly arn?: string;
  readonly name?: string;
  readonly definition?: unknown;
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

/** The first time that a case's `clock` names: a date, or seconds or milliseconds since the epoch. */
function recordedNow(clock: unknown): number | undefined {
  const all = JSON.stringify(clock ?? null);
  const date = /\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?/.exec(all)?.[0];
  if (date !== undefined) return Date.parse(date) || undefined;
  const number = Number(/\d{10,13}(?:\.\d+)?/.exec(all)?.[0]);
  return Number.isNaN(number) ? undefined : Math.floor(number < 1e11 ? number * 1000 : number);
}

/** What StopExecution was given, wherever a case's `actions` have it. */
function stopTexts(actions: unknown): { error?: string; cause?: string } {
  const all = JSON.stringify(actions ?? null);
  const [error, cause] = ['error', 'cause'].map((name) => new RegExp(`"${name}":"([^"]*)"`).exec(all)?.[1]);
  return texts({ error, cause });
}

function texts({ error, cause }: { error?: unknown; cause?: unknown }): { error?: string; cause?: string } {
  return { ...(typeof error === 'string' ? { error } : {}), ...(typeof cause === 'string' ? { cause } : {}) };
}
