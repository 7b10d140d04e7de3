/** Time for the interpreter: milliseconds since the epoch, and one-shot timers. */
export interface Clock {
  now(): number;
  after(ms: number, run: () => void): { cancel(): void };
}

/** What `$now`, `$millis`, `$random` and `$uuid` of an expression read, and what ends one. */
export interface Host {
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** Whether the execution is over: nobody waits for a result any more. */
  readonly ended: () => boolean;
}

/** The variables of a scope by name; a branch's scope has its parent's as prototype. Values are plain JSON values. */
export type Bindings = { [name: string]: unknown };

/** `$states` of one state. Its members are computed when they are read. */
export interface StatesView {
  readonly input: unknown;
  readonly context: unknown;
  readonly result: unknown;
  readonly errorOutput: unknown;
  /** The same as plain JSON, with the members that are there. */
  plain(): Bindings;
}

/** What an expression sees. */
export interface Scope {
  readonly variables: Bindings;
  readonly states: StatesView;
}

/** The binding under which the functions of `functions.ts` find their Host; no expression can name it. */
export const HOST = '\u0000host';

/** The variables of a whole execution. */
export function rootBindings(host: Host): Bindings {
  return Object.assign(Object.create(null), { [HOST]: host });
}
