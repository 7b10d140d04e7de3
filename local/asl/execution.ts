import { type Clock, rootBindings } from './environment.ts';
import { detailsMember, HISTORY_LIMIT, type HistoryEvent, WHOLE } from './events.ts';
import { HistoryLimit, StateFailure, Stopped } from './failures.ts';
import { Frame } from './frame.ts';
import { Json } from './json.ts';
import type { Machine } from './machine.ts';
import { chain } from './maybe.ts';
import { withoutUndefined } from './members.ts';
import { run } from './run.ts';
import { timer } from './states/sleep.ts';
import type { TaskRunner } from './task-runner.ts';
import { TokenDesk } from './tokens.ts';

/** Who runs, under what names: what the context object shows. */
interface Identity {
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly region: string;
}

interface Options {
  readonly machine: Machine;
  /** JSON text, passed on as it was written. */
  readonly input: string;
  readonly identity: Identity;
  readonly clock: Clock;
  /** A number in [0, 1): for `$random`, `$uuid` and the jitter of retries. */
  readonly random: () => number;
  readonly runTask: TaskRunner;
  /** Makes the token of a `.waitForTaskToken` task, which the host must be able to find this execution by. */
  readonly newToken: () => string;
  readonly onEvent: (event: HistoryEvent) => void;
  readonly onEnd: (outcome: Outcome) => void;
}

/** How an execution ended, as DescribeExecution shows it. */
export interface Outcome {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** One run of a machine. Everything it does happens in `start`, in timers, or in answers of tasks. */
export class Execution {
  readonly options: Options;
  readonly input: Json;
  readonly tokens = new TokenDesk();
  /** How states run the graphs inside them. */
  readonly runGraph = run;
  startTime = 0;
  /** Bytes of all variables there are. */
  variableBytes = 0;
  #lastId = 0;
  #root: Frame | undefined;
  #cancelTimeout: (() => void) | undefined;
  #ended = false;

  constructor(options: Options) {
    this.options = options;
    this.input = Json.ofText(options.input);
  }

  /** Runs until the first state that waits, and on from there by itself. */
  start(): void {
    if (this.#ended) return;
    const { machine, clock, identity, random } = this.options;
    this.startTime = clock.now();
    this.emit('ExecutionStarted', 0, { input: this.input.text, inputDetails: WHOLE, roleArn: identity.roleArn });
    const seconds = machine.timeoutSeconds;
    if (seconds !== undefined) this.#cancelTimeout = timer(clock, seconds * 1000, () => this.#timedOut());
    this.#root = new Frame(this, undefined, rootBindings({ clock, random, ended: () => this.#ended }), 0);
    const root = this.#root;
    try {
      const output = chain(run(root, machine.graph, this.input), (json) => this.#succeeded(root, json));
      if (output instanceof Promise) output.catch((error) => this.#failed(error));
    } catch (error) {
      this.#failed(error);
    }
  }

  /** StopExecution. */
  stop(error?: string, cause?: string): void {
    if (this.#ended) return;
    this.#root?.end();
    this.emit('ExecutionAborted', 0, error === undefined && cause === undefined ? undefined : { error, cause });
    this.#end({ status: 'ABORTED', error, cause });
  }

  /** Stops without a trace: the process ends, and what comes after it decides what this execution came to. */
  suspend(): void {
    this.#ended = true;
    this.#cancelTimeout?.();
    this.#root?.end();
  }

  /**
   * Writes an event.
   * @throws HistoryLimit instead of event 25,000, which only the execution's own end may take.
   */
  emit(type: string, previousEventId: number, details?: Record<string, unknown>): number {
    if (this.#lastId >= HISTORY_LIMIT - 1 && !type.startsWith('Execution')) throw new HistoryLimit();
    const id = ++this.#lastId;
    const event: { -readonly [K in keyof HistoryEvent]: HistoryEvent[K] } = {
      timestamp: this.options.clock.now(),
      type,
      id,
      previousEventId,
    };
    if (details) event[detailsMember(type)] = details;
    this.options.onEvent(event);
    return id;
  }

  #succeeded(root: Frame, output: Json): void {
    if (this.#ended) return;
    this.emit('ExecutionSucceeded', root.cursor, { output: output.text, outputDetails: WHOLE });
    this.#end({ status: 'SUCCEEDED', output: output.text });
  }

  #failed(thrown: unknown): void {
    if (this.#ended || thrown instanceof Stopped) return;
    const failure = thrown instanceof StateFailure ? thrown : this.#unforeseen(thrown);
    this.#root?.end();
    const { error, cause } = failure;
    this.emit('ExecutionFailed', failure.eventId, withoutUndefined({ error, cause }));
    this.#end({ status: 'FAILED', error, cause });
  }

  #unforeseen(thrown: unknown): StateFailure {
    if (thrown instanceof HistoryLimit) {
      return new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${HISTORY_LIMIT}).`,
        this.#lastId,
      );
    }
    return new StateFailure('States.Runtime', `Trainyard's interpreter failed: ${(thrown as Error).stack ?? thrown}`, this.#lastId);
  }

  #timedOut(): void {
    if (this.#ended) return;
    this.#root?.end();
    this.emit('ExecutionTimedOut', 0, { error: 'States.Timeout' });
    this.#end({ status: 'TIMED_OUT' });
  }

  #end(outcome: Outcome): void {
    this.#ended = true;
    this.#cancelTimeout?.();
    this.options.onEnd(outcome);
  }
}
