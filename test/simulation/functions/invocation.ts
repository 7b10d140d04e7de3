import type { Clock } from '../../../lambdas/shared/clock.ts';
import type { LiveWorld } from '../../../local/server/create-world.ts';
import type { Caller } from '../../../local/world.ts';
import type { Transport } from '../transport/clients.ts';

/** What one call of a function sees of its world: all that a real function has from its process. */
export interface Invocation {
  readonly live: LiveWorld;
  readonly name: string;
  /** What it was called with, as JSON. */
  readonly event: string;
  readonly environment: Readonly<Record<string, string>>;
  /** One object per invocation: by it the faults know whose call it is. */
  readonly caller: Caller;
  readonly transport: Transport;
  /** The function's own clock, which may be wrong by some. */
  readonly clock: Clock;
  /** Its clients by their class. */
  readonly clients: Map<unknown, unknown>;
  /** Set once the function was cut: what it still does reaches nobody. */
  dead: boolean;
  /** Ends it as a killed process ends: its caller hears of that at once. */
  die(): void;
  /** When it was last refused a model's state, or lost the answer; milliseconds since the epoch on the world's own clock. */
  stateDeniedAt: number;
  /** A line that the function printed. */
  print(line: string): void;
}

let current: Invocation | undefined;
const listeners: ((invocation: Invocation) => void)[] = [];
const owners = new WeakMap<Caller, Invocation>();

/**
 * The invocation that begins now. Handlers take environment, clock, log and clients before they wait for anything, so no more than that is
 * kept, and no context has to follow every promise (which costs a third of the time on Node 20).
 * @throws Error when it is asked later
 */
export function invocation(): Invocation {
  if (!current)
    throw new Error('Expected a handler to take its environment, clock, log and clients before it first waits; one took them later');
  return current;
}

/** Begins a handler as the given invocation. */
export function begin<T>(store: Invocation, run: () => T): T {
  const before = current;
  current = store;
  owners.set(store.caller, store);
  for (const listener of listeners) listener(store);
  try {
    return run();
  } finally {
    current = before;
  }
}

/** Calls `listener` before every handler: for what is no function, as the clock. bundle.ts writes the import. @public */
export const onBegin = (listener: (invocation: Invocation) => void): void => void listeners.push(listener);

/** Whose calls these are; undefined for callers that are no function of the simulation. */
export const invocationOf = (caller: Caller): Invocation | undefined => owners.get(caller);
