import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

/** How many of a function's invocations may run at a time; not there: as many as come. */
export const reservations = (world: World): Table<number> => world.store.table('lambda/reserved-concurrency');

const running = new WeakMap<World, Map<string, number>>();

/**
 * Runs an invocation, unless as many of the function are running as it has reserved.
 * @throws AwsError TooManyRequestsException
 */
export async function withinReserved<T>(world: World, name: string, invoke: () => Promise<T>): Promise<T> {
  const counts = running.get(world) ?? new Map<string, number>();
  running.set(world, counts);
  const count = () => counts.get(name) ?? 0;
  if (count() >= (reservations(world).get(name) ?? Number.POSITIVE_INFINITY)) {
    const members = { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' };
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, members);
  }
  counts.set(name, count() + 1);
  try {
    return await invoke();
  } finally {
    counts.set(name, count() - 1);
  }
}
