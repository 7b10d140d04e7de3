import { compileMachine, Execution, guardRegexes, type Machine, type Outcome } from '../../asl/index.ts';
import type { World } from '../../world.ts';
import { HistoryWriter } from './history.ts';
import { type ExecutionRecord, executions, type RevisionRecord, revisions } from './records.ts';
import { guardOf } from './regex-guard.ts';
import { emitStatusChange } from './status-event.ts';
import { taskRunner } from './tasks/index.ts';
import { tokenText } from './token-text.ts';

interface Running {
  readonly execution: Execution;
  readonly ended: Promise<ExecutionRecord>;
  /** For an execution that is dropped without an outcome. */
  readonly abandon: () => void;
}

/** The executions that run in one world. */
export class Engine {
  readonly #world: World;
  readonly #running = new Map<string, Running>();
  /** Compiled definitions by revision, for as long as the world lives: an expression is compiled once, however often it runs. */
  readonly #machines = new Map<string, Machine>();

  readonly #runner: typeof taskRunner;

  constructor(world: World, runner = taskRunner) {
    this.#world = world;
    this.#runner = runner;
  }

  /** Begins an execution whose record is in the store; its first state is entered after the caller has had its answer. */
  begin(record: ExecutionRecord): void {
    const world = this.#world;
    const revision = revisions(world).get(record.revisionId) as RevisionRecord;
    const history = new HistoryWriter(world, record.executionArn);
    let flushing = false;
    let settle: (record: ExecutionRecord) => void = () => {};
    let abandon: () => void = () => {};
    const ended = new Promise<ExecutionRecord>((resolve, reject) => {
      settle = resolve;
      abandon = () => reject(new Error('The world was stopped.'));
    });
    ended.catch(() => {});
    const execution = new Execution({
      machine: this.machine(revision),
      input: record.input,
      identity: {
        executionArn: record.executionArn,
        executionName: record.name,
        roleArn: record.roleArn,
        stateMachineArn: record.stateMachineArn,
        stateMachineName: revision.name,
        region: world.region,
      },
      clock: world.clock,
      random: world.random,
      runTask: this.#runner(world, this, record),
      newToken: () => tokenText(record.executionArn, world.random),
      onEvent: (event) => {
        history.add(event);
        if (flushing) return;
        flushing = true;
        queueMicrotask(() => {
          flushing = false;
          history.flush();
        });
      },
      onEnd: (outcome) => {
        history.flush();
        settle(this.#close(record, outcome));
      },
    });
    this.#running.set(record.executionArn, { execution, ended, abandon });
    queueMicrotask(() => execution.start());
  }

  /** The compiled definition of a revision. */
  machine(revision: RevisionRecord): Machine {
    let machine = this.#machines.get(revision.revisionId);
    if (!machine) {
      machine = compiledMachine(revision.definition);
      this.#machines.set(revision.revisionId, machine);
    }
    return machine;
  }

  /** undefined when it does not run, or no longer. */
  execution(executionArn: string): Execution | undefined {
    return this.#running.get(executionArn)?.execution;
  }

  /** Resolves with the closed record; for `.sync` tasks. */
  ended(executionArn: string): Promise<ExecutionRecord> {
    const record = executions(this.#world).get(executionArn);
    return this.#running.get(executionArn)?.ended ?? Promise.resolve(record as ExecutionRecord);
  }

  /** Drops all that runs; the next start of the world finds the records still RUNNING and closes them. */
  stop(): void {
    const dropped = [...this.#running.values()];
    // First of all: a parent that is dropped must not find its child to stop it.
    this.#running.clear();
    for (const { execution, abandon } of dropped) {
      execution.suspend();
      abandon();
    }
  }

  #close(record: ExecutionRecord, outcome: Outcome): ExecutionRecord {
    const closed = { ...record, ...outcome, stopDate: new Date(this.#world.clock.now()) };
    this.#running.delete(record.executionArn);
    executions(this.#world).set(record.executionArn, closed);
    emitStatusChange(this.#world, closed);
    return closed;
  }
}

/** How long one search of a regular expression may take. */
const REGEX_MS = 1000;
guardRegexes(guardOf(REGEX_MS));

/** Machines by definition, the last few: a process with many worlds runs the same ones in all. */
const compiled = new Map<string, Machine>();

function compiledMachine(definition: string): Machine {
  const known = compiled.get(definition);
  if (known) return known;
  const machine = compileMachine(JSON.parse(definition));
  if (compiled.size >= 16) compiled.clear();
  compiled.set(definition, machine);
  return machine;
}

const engines = new WeakMap<World, Engine>();

/** The engine of a world. */
export function engineOf(world: World): Engine {
  const known = engines.get(world);
  if (known) return known;
  const engine = new Engine(world);
  engines.set(world, engine);
  return engine;
}

/** Gives a world another engine before its first use: a conformance run puts recorded answers in place of tasks. */
export function setEngine(world: World, engine: Engine): void {
  engines.set(world, engine);
}
