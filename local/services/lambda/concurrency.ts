import { totalmem } from 'node:os';
import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** How many of a function's invocations may run at a time; not there: as many as the account has left. */
export const reservations = (world: World): Table<number> => world.store.table('lambda/reserved-concurrency');

/** What AWS leaves unreserved in an account of the smallest limit (Developer Guide, "Configuring reserved concurrency"). */
export const unreservedAtLeast = 10;
/** Of the account's limit, what asynchronous events never take: a run's own calls and people's need not wait for a flood of them. */
const keptForCallers = 10;

const megabytesEach = 32;

/**
 * An account's concurrency that fits a machine with so much memory (bytes): an eighth of it, at 32 MB a thread, but 50 at least and AWS's
 * default of 1,000 at most. A thread takes some 14 MB, more while its function works.
 */
export function concurrencyFor(memory: number): number {
  return Math.max(50, Math.min(1000, Math.floor(memory / 8 / (megabytesEach * 2 ** 20))));
}

const limits = new WeakMap<World, number>();

/** How many invocations may run at a time, all functions together. */
export const accountConcurrency = (world: World): number => limits.get(world) ?? ownConcurrency();

/** Gives a world another limit: what a simulation sees must not depend on the machine. */
export const setAccountConcurrency = (world: World, limit: number): void => void limits.set(world, limit);

/** A container's limit counts, where there is one. */
const ownConcurrency = (): number => concurrencyFor(Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY));

/** What functions without a reservation share. */
export const unreservedConcurrency = (world: World): number =>
  accountConcurrency(world) -
  reservations(world)
    .values()
    .reduce((sum, count) => sum + count, 0);

interface Running {
  readonly reserved: Map<string, number>;
  unreserved: number;
  /** Told when an invocation ended: somebody may wait for its place. */
  readonly freed: Set<() => void>;
}

const worlds = new WeakMap<World, Running>();

function runningIn(world: World): Running {
  const running = worlds.get(world) ?? { reserved: new Map(), unreserved: 0, freed: new Set() };
  worlds.set(world, running);
  return running;
}

/** Calls `listener` whenever a place is free again. */
export const onFreed = (world: World, listener: () => void): void => void runningIn(world).freed.add(listener);

/** True where an asynchronous event of this function could run now. */
export function hasPlaceForEvent(world: World, name: string): boolean {
  const { reserved, unreserved } = runningIn(world);
  const own = reservations(world).get(name);
  // One that may run nothing at all is tried now and then, as AWS does.
  if (own !== undefined) return own === 0 || (reserved.get(name) ?? 0) < own;
  return unreserved < unreservedConcurrency(world) - keptForCallers;
}

/**
 * Runs an invocation, unless as many of the function are running as it has reserved, or of all others as the account has left. It never
 * waits for a place: so functions that call each other cannot wait for each other for ever.
 * @throws AwsError TooManyRequestsException
 */
export async function withinConcurrency<T>(world: World, name: string, invoke: () => Promise<T>): Promise<T> {
  const running = runningIn(world);
  const own = reservations(world).get(name);
  const count = () => (own === undefined ? running.unreserved : (running.reserved.get(name) ?? 0));
  const change = (by: number) => {
    if (own === undefined) running.unreserved += by;
    else running.reserved.set(name, count() + by);
  };
  if (count() >= (own ?? unreservedConcurrency(world)))
    throw throttled(own === undefined ? 'ConcurrentInvocationLimitExceeded' : 'ReservedFunctionConcurrentInvocationLimitExceeded');
  change(1);
  try {
    return await invoke();
  } finally {
    change(-1);
    for (const listener of running.freed) listener();
  }
}

const throttled = (Reason: string): AwsError => new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Type: 'User', Reason });
