import type { Launch } from '../../../../../lambdas/contract/launch.ts';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { type Command, reduce, type StateEvent, type Status } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { withRun } from '../../../../../lambdas/shared/model-state/runs.ts';
import { arn, state, wish } from './launches.ts';

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Execution {
  readonly launch: string;
  live: boolean;
}

/**
 * Step Functions and the people around one model state, as they may come: launches in any order and twice, answers lost, late and twice,
 * commands never carried out, executions that end with and without an outcome, recoveries that fail.
 */
export class Walk {
  current: ModelState = state();
  ms = Date.parse('2026-11-21T12:00:00Z');
  readonly launches: Launch[] = [];
  readonly executions = new Map<string, Execution>();
  /** Name → true while it runs. */
  readonly recoveries = new Map<string, boolean>();
  /** What Step Functions refuses, it refuses every time. */
  readonly #refused = new Set<string>();
  readonly #random: () => number;
  #commands: Command[] = [];
  #answers: StateEvent[] = [];
  #consoles = 0;

  readonly #recovers: number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
    this.#recovers = seed % 4 === 0 ? 0 : 0.4;
  }

  get now(): string {
    return new Date(this.ms).toISOString();
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#random() * values.length)] as T;
  }

  /** One thing that may happen; what it puts into the model state, where it does. */
  next(): StateEvent | undefined {
    this.ms += Math.floor(this.#random() * 200_000);
    const roll = this.#random();
    if (roll < 0.2) return this.#launched();
    if (roll < 0.4 && this.#commands.length > 0) return this.#carryOut();
    if (roll < 0.6 && this.#answers.length > 0) return this.#answer();
    if (roll < 0.68) return this.#end();
    if (roll < 0.78) return this.#endRecovery();
    if (roll < 0.82) return this.#enterFromConsole();
    if (roll < 0.84) return { type: 'cancelled', id: `${this.ms}`, reason: 'Cancelled by jane.' };
    if (roll < 0.86) return { type: 'unlocked' };
    return { type: 'tick' };
  }

  apply(event: StateEvent): readonly Command[] {
    const { state: after, commands } = reduce(this.current, event, { model: 'birds', now: this.now });
    this.current = after;
    this.#commands.push(...commands);
    return commands;
  }

  /** Nothing is lost any more: what was begun comes to its end. */
  settle(check: () => void): void {
    for (let round = 0; round < 60; round++) {
      this.ms += 300_000;
      for (const execution of this.executions.values()) execution.live = false;
      for (const [name, isRunning] of this.recoveries) if (isRunning) this.#finishRecovery(name, true);
      this.#commands = [];
      this.#answers = [];
      this.apply({ type: this.current.running?.phase === 'stuck' ? 'unlocked' : 'tick' });
      check();
      for (let command = this.#commands.shift(); command; command = this.#commands.shift()) {
        const answer = this.#perform(command);
        if (answer) this.apply(answer);
        check();
      }
    }
  }

  #launched(): StateEvent {
    const again = this.launches.length > 0 && this.#random() < 0.3;
    const launch = again ? this.#pick(this.launches) : this.#newLaunch();
    if (!again) this.launches.push(launch);
    return { type: 'launched', ...wish(launch, { mode: this.#random() < 0.3 ? 'cancel-running' : 'supersede' }) };
  }

  #newLaunch(): Launch {
    const id = `${this.launches.length}`.padStart(8, '0');
    // Delivered up to ten minutes late: an older push may come after a newer one.
    const at = new Date(this.ms - Math.floor(this.#random() * 600_000)).toISOString();
    const kind = this.#random();
    if (kind < 0.15) return { id, at, trigger: `rollback ${id}`, head: null, input: { model: 'birds', release: '1' } };
    if (kind < 0.3) return { id, at, trigger: `wish ${id}`, head: null, input: { model: 'birds' } };
    const ref = `refs/heads/${this.#pick(['main', 'dev'])}`;
    return { id, at, trigger: `push ${id}`, head: { ref, commit: id.padStart(40, '0') }, input: { model: 'birds', commit: id } };
  }

  #carryOut(): StateEvent | undefined {
    const [command] = this.#commands.splice(Math.floor(this.#random() * this.#commands.length), 1);
    const fate = this.#random();
    // The function died before the call, or before it wrote the answer.
    if (!command || fate < 0.15) return undefined;
    const answer =
      command.type === 'start' && (fate < 0.2 || this.#refused.has(command.name)) ? this.#refuse(command) : this.#perform(command);
    if (!answer || fate > 0.85) return undefined;
    if (fate > 0.7) this.#answers.push(answer);
    return answer;
  }

  #answer(): StateEvent {
    const index = Math.floor(this.#random() * this.#answers.length);
    const answer = this.#answers[index] as StateEvent;
    if (this.#random() < 0.8) this.#answers.splice(index, 1);
    return answer;
  }

  #refuse(command: Extract<Command, { type: 'start' }>): StateEvent | undefined {
    if (this.executions.has(command.name)) return this.#perform(command);
    this.#refused.add(command.name);
    return { type: 'refused', token: command.token, reason: 'ValidationException: no' };
  }

  #perform(command: Command): StateEvent | undefined {
    switch (command.type) {
      case 'start':
        // A name that is there already is not started again.
        if (!this.executions.has(command.name)) this.executions.set(command.name, { launch: this.#launchOf(command), live: true });
        return { type: 'started', token: command.token, arn: arn(command.name) };
      case 'describe':
        return { type: 'execution', token: command.token, status: this.#status(this.executions.get(nameOf(command.arn))?.live) };
      case 'stop': {
        const execution = this.executions.get(nameOf(command.arn));
        if (execution) execution.live = false;
        return undefined;
      }
      case 'recover':
        if (!this.recoveries.has(command.name)) this.recoveries.set(command.name, true);
        return undefined;
      case 'describe-recovery':
        return {
          type: 'recovery',
          token: command.token,
          attempt: command.attempt,
          status: this.#status(this.recoveries.get(command.name)),
        };
    }
  }

  #status(live: boolean | undefined): Status {
    return live === undefined ? 'missing' : live ? 'running' : 'ended';
  }

  #launchOf({ name }: { readonly name: string }): string {
    return name.split('-').at(-1) ?? '';
  }

  /** An execution ends; it recorded its outcome before, or not. */
  #end(): StateEvent | undefined {
    const live = [...this.executions].filter(([, execution]) => execution.live);
    if (live.length === 0) return undefined;
    const [name, execution] = this.#pick(live);
    const { running } = this.current;
    if (this.#random() < 0.6 && running?.execution.name === name && running.phase === 'running') this.#record(name);
    if (this.#random() < 0.8) execution.live = false;
    return this.#random() < 0.7 ? { type: 'tick' } : undefined;
  }

  #endRecovery(): StateEvent | undefined {
    const live = [...this.recoveries].filter(([, isRunning]) => isRunning);
    if (live.length === 0) return undefined;
    this.#finishRecovery(this.#pick(live)[0], this.#random() < this.#recovers);
    return this.#random() < 0.7 ? { type: 'tick' } : undefined;
  }

  #finishRecovery(name: string, isGood: boolean): void {
    this.recoveries.set(name, false);
    const { running } = this.current;
    if (isGood && running?.phase === 'recovering') this.#record(running.execution.name);
  }

  #record(name: string): void {
    const run = { id: `run-${name}`, startedAt: this.now, execution: { arn: arn(name) } };
    this.current = withRun(this.current, run, { outcome: 'failed' });
  }

  /** A person starts an execution; its Prepare asks for the lock. */
  #enterFromConsole(): StateEvent {
    const name = `console-${++this.#consoles}`;
    const launch: Launch = {
      id: `c${this.#consoles}`.padStart(8, '0'),
      at: this.now,
      trigger: name,
      head: null,
      input: { model: 'birds' },
    };
    // Held: it ends as queued, and its wish waits like any other.
    const isFree = this.current.running === null;
    this.executions.set(name, { launch: name, live: isFree });
    return { type: 'entered', execution: { name, arn: arn(name) }, ...wish(launch) };
  }
}

const nameOf = (executionArn: string): string => executionArn.slice(executionArn.lastIndexOf(':') + 1);
