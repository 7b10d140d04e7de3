import type { Bindings } from './environment.ts';
import type { Execution } from './execution.ts';
import { Stopped } from './failures.ts';
import { type Json, PAYLOAD_LIMIT } from './json.ts';
import type { State } from './machine.ts';

/** The most bytes that all variables of an execution may have at a time. */
const VARIABLES_LIMIT = 10 * 1024 * 1024;

/** What is going on in one graph: the execution itself, a branch, or an iteration. */
export class Frame {
  readonly execution: Execution;
  readonly parent: Frame | undefined;
  readonly variables: Bindings;
  /** `$states.context.Map` in an iteration and all it contains. */
  readonly mapItem: { readonly Index: number; readonly Value: unknown } | undefined;
  /** The event that the next one of this frame points back to. */
  cursor: number;
  /** The state entered and not yet left. */
  open: State['type'] | undefined;
  readonly children = new Set<Frame>();
  /** Bytes of each variable that this frame itself holds; made when it assigns its first. */
  #sizes: Map<string, number> | undefined;
  #dead = false;
  /** Cancels what the open state waits for. */
  #cancel: (() => void) | undefined;

  constructor(execution: Execution, parent: Frame | undefined, variables: Bindings, cursor: number, mapItem?: Frame['mapItem']) {
    this.execution = execution;
    this.parent = parent;
    this.variables = variables;
    this.cursor = cursor;
    this.mapItem = mapItem;
    parent?.children.add(this);
  }

  /**
   * Writes an event and gives its id.
   * @throws Stopped when this frame has been ended from outside: whoever comes back from a wait stops here.
   */
  emit(type: string, previousEventId: number, details?: Record<string, unknown>): number {
    this.check();
    return this.execution.emit(type, previousEventId, details);
  }

  /** @throws Stopped when this frame has been ended from outside. */
  check(): void {
    if (this.#dead) throw new Stopped();
  }

  /**
   * Sets variables, all or none. false: they are more than AWS lets one Assign or a whole execution have.
   * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
   */
  assign(names: readonly string[], values: readonly Json[]): boolean {
    const known = this.#sizes ?? new Map<string, number>();
    let given = 0;
    let growth = 0;
    for (const [i, name] of names.entries()) {
      const { bytes } = values[i] as Json;
      given += bytes;
      growth += bytes - (known.get(name) ?? 0);
    }
    if (given > PAYLOAD_LIMIT || this.execution.variableBytes + growth > VARIABLES_LIMIT) return false;
    this.execution.variableBytes += growth;
    for (const [i, name] of names.entries()) {
      const json = values[i] as Json;
      known.set(name, json.bytes);
      this.variables[name] = json.value;
    }
    this.#sizes = known;
    return true;
  }

  /** Waits for what calls `done`; `start` returns how to cancel it. Never settles once the frame is ended. */
  wait<T>(start: (done: (value: T) => void) => () => void): Promise<T> {
    return new Promise((resolve) => {
      let finished = false;
      const cancel = start((value) => {
        finished = true;
        this.#cancel = undefined;
        if (!this.#dead) resolve(value);
      });
      if (!finished) this.#cancel = cancel;
    });
  }

  /** Ends this frame and all below it: timers stop, tasks are told, nothing more is written. */
  end(): void {
    this.#dead = true;
    this.#cancel?.();
    this.#cancel = undefined;
    for (const child of this.children) child.end();
  }

  /** A part of this frame that is over: its parent forgets it. */
  leave(): void {
    this.parent?.children.delete(this);
    for (const bytes of this.#sizes?.values() ?? []) this.execution.variableBytes -= bytes;
    this.#sizes = undefined;
  }
}
