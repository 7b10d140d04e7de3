import {
  compileMachine,
  Execution,
  History,
  type HistoryEvent,
  type Outcome,
  type Raw,
  type TaskRunner,
  validateDefinition,
} from '../../local/asl/index.ts';
import { seededRandom } from './states-world.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a finished execution left behind. */
export interface Run {
  readonly outcome: Outcome | undefined;
  readonly history: readonly HistoryEvent[];
  readonly clock: VirtualClock;
  readonly execution: Execution;
  /** Seconds from start to end. */
  readonly seconds: number;
}

export interface RunOptions {
  readonly input?: unknown;
  readonly runTask?: TaskRunner;
  readonly seed?: number;
  readonly clock?: VirtualClock;
  /** Called after the start, before time passes. */
  readonly meanwhile?: (execution: Execution, clock: VirtualClock) => Promise<void> | void;
}

/** Runs a definition (JSONata throughout, unless it says otherwise) on a virtual clock until it ends or nothing moves any more. */
export async function runMachine(states: Raw, options: RunOptions = {}): Promise<Run> {
  const definition = 'States' in states ? states : { StartAt: Object.keys(states)[0], States: states };
  const whole = { QueryLanguage: 'JSONata', ...definition };
  const faults = validateDefinition(JSON.stringify(whole), { express: false });
  if (faults.length > 0) throw new Error(`The test's definition is wrong: ${JSON.stringify(faults)}`);
  const clock = options.clock ?? new VirtualClock();
  const started = clock.now();
  const log = new History();
  let outcome: Outcome | undefined;
  let tokens = 0;
  const execution = new Execution({
    machine: compileMachine(whole),
    input: typeof options.input === 'string' ? options.input : JSON.stringify(options.input ?? {}),
    identity: IDENTITY,
    clock,
    random: seededRandom(options.seed ?? 1),
    runTask: options.runTask ?? refuse,
    newToken: () => `token-${++tokens}`,
    onEvent: (event) => log.add(event),
    onEnd: (end) => {
      outcome = end;
    },
  });
  execution.start();
  await options.meanwhile?.(execution, clock);
  await clock.run(() => outcome !== undefined);
  return { outcome, history: [...log], clock, execution, seconds: (clock.now() - started) / 1000 };
}

const IDENTITY = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:run',
  executionName: 'run',
  roleArn: 'arn:aws:iam::000000000000:role/machine',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
  stateMachineName: 'machine',
  region: 'us-east-1',
};

const refuse: TaskRunner = (call) => {
  throw new Error(`The test has no task runner for ${call.resource.arn}`);
};

/** Types of a history with the link of each: `3 TaskStarted ← 2`. */
export function shape(history: readonly HistoryEvent[]): string[] {
  return history.map(({ id, type, previousEventId }) => `${id} ${type} ← ${previousEventId}`);
}

/** The details of the events of a type. */
export function detailsOf(history: readonly HistoryEvent[], type: string): (Readonly<Record<string, unknown>> | undefined)[] {
  return history
    .filter((event) => event.type === type)
    .map((event) => Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1] as Record<string, unknown> | undefined);
}
