import { AsyncLocalStorage } from 'node:async_hooks';
import type { LiveWorld } from '../../../local/server/create-world.ts';
import type { ServiceName } from '../../../local/services/operation.ts';
import type { Caller } from '../../../local/world.ts';
import type { Transport } from '../transport/clients.ts';

/** What one call of a function sees of its world: all that a real function has from its process. */
export interface Invocation {
  readonly live: LiveWorld;
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly transport: Transport;
  /** The function's own clock, which may be wrong by some; the world's otherwise. */
  now(): number;
  delay(ms: number): Promise<void>;
  unique(): string;
  /** Signs requests of the full transport. */
  readonly accessKeyId: string;
  /** Set once the function was cut: what it still does reaches nobody. */
  dead: boolean;
  /** A line that the function printed. */
  print(line: string): void;
  /** Answers a call of an SDK client in this process. */
  send(service: ServiceName, operation: string, input: object): Promise<unknown>;
}

const current = new AsyncLocalStorage<Invocation>();

/** The invocation that the running code belongs to. @throws Error outside of one */
export function invocation(): Invocation {
  const found = current.getStore();
  if (!found) throw new Error('Expected to be called by a function of the simulation, and was called outside of one');
  return found;
}

/** Runs a handler so that everything it calls finds its invocation. */
export const within = <T>(store: Invocation, run: () => T): T => current.run(store, run);

/** Whether the running code belongs to an invocation of this caller: an execution that a function started runs on in its context. */
export const isWithin = (callerArn: string): boolean => current.getStore()?.caller.arn === callerArn;
