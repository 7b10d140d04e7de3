import { compileMachine, Execution, History, type TaskRunner } from '../../local/asl/index.ts';

/** One engine's run of one workload: gives the whole history. */
export type Run = () => Promise<{ readonly length: number }>;

/** The same work in both languages, and how many states it enters. */
interface Workload {
  readonly states: number;
  readonly input: unknown;
  readonly jsonata: object;
  readonly jsonPath: object;
}

const SIZE = 1000;
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:next';
const ITEM = { id: 1, name: 'an item', tags: ['a', 'b'] };
const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const task = { Type: 'Task', Resource: FUNCTION, Next: 'C' };
const done = { Type: 'Succeed' };

export const workloads: { readonly [name: string]: Workload } = {
  'Pass chain': { states: SIZE, input: ITEM, jsonata: chain(), jsonPath: chain() },
  'Choice + Task': {
    states: 2 * SIZE + 2,
    input: { n: 0 },
    jsonata: {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: `{% $states.input.n < ${SIZE} %}`, Next: 'T' }], Default: 'S' },
        T: task,
        S: done,
      },
    },
    jsonPath: {
      StartAt: 'C',
      States: { C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: SIZE, Next: 'T' }], Default: 'S' }, T: task, S: done },
    },
  },
  Map: { states: SIZE + 1, input: Array.from({ length: SIZE }, () => ITEM), jsonata: map(), jsonPath: map() },
};

function chain(): object {
  const states = Array.from({ length: SIZE }, (_, i) => [
    `S${i}`,
    { Type: 'Pass', ...(i < SIZE - 1 ? { Next: `S${i + 1}` } : { End: true }) },
  ]);
  return { StartAt: 'S0', States: Object.fromEntries(states) };
}

function map(): object {
  return { StartAt: 'M', States: { M: { Type: 'Map', MaxConcurrency: 40, ItemProcessor: pass, End: true } } };
}

/** The function of the Task: asynchronous for both engines, as a real one is. */
async function next({ n }: { n: number }): Promise<{ n: number }> {
  return { n: n + 1 };
}

/** `local/asl`; compiled once, as the service does it. */
export function ours({ jsonata, input }: Workload): Run {
  const machine = compileMachine({ QueryLanguage: 'JSONata', ...jsonata });
  const text = JSON.stringify(input);
  const runTask: TaskRunner = (call, report) => {
    next(call.input.value as { n: number }).then(
      (value) => report.succeeded(JSON.stringify(value)),
      () => report.failed('Bench', undefined),
    );
    return undefined;
  };
  return () =>
    new Promise((resolve, reject) => {
      const history = new History();
      const execution = new Execution({
        machine,
        input: text,
        identity: IDENTITY,
        clock: { now: () => Date.now(), after: never },
        random: Math.random,
        runTask,
        newToken: () => 'token',
        onEvent: (event) => history.add(event),
        onEnd: ({ status }) => (status === 'SUCCEEDED' ? resolve(history) : reject(new Error(`The run ended as ${status}.`))),
      });
      execution.start();
    });
}

/** What the bench needs of aws-local-stepfunctions 3. */
export interface Other {
  readonly StateMachine: new (
    definition: object,
    options: object,
  ) => { run(input: unknown, options: object): { readonly eventLogs: AsyncIterable<unknown>; readonly result: Promise<unknown> } };
}

/** aws-local-stepfunctions: its history is what its event log gives. */
export function theirs({ StateMachine }: Other, { jsonPath, input }: Workload): Run {
  const machine = new StateMachine(jsonPath, {});
  return async () => {
    const { eventLogs, result } = machine.run(input, { overrides: { taskResourceLocalHandlers: { T: next } } });
    const history: unknown[] = [];
    for await (const event of eventLogs) history.push(event);
    await result;
    return history;
  };
}

const IDENTITY = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:bench:run',
  executionName: 'run',
  roleArn: 'arn:aws:iam::000000000000:role/bench',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:bench',
  stateMachineName: 'bench',
  region: 'us-east-1',
};

function never(): never {
  throw new Error('No workload waits.');
}
