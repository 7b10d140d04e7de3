import type { FunctionVersion } from '../../functions/function-version.ts';
import { type Invocation, type InvocationResult, WorkerPool } from '../../functions/pool.ts';
import { sessionArn } from '../../iam/roles.ts';
import type { World } from '../../world.ts';

/** What runs functions: threads, as a rule. */
export interface FunctionPool {
  /** Runs one event to its end. Resolves for the function's own errors too. */
  invoke(version: FunctionVersion, invocation: Invocation): Promise<InvocationResult>;
  stop(): Promise<void>;
}

const pools = new WeakMap<World, FunctionPool>();

/** The worker threads of a world; made by the first invocation. */
export function poolOf(world: World): FunctionPool {
  let pool = pools.get(world);
  if (!pool) {
    pool = new WorkerPool(world, (roleArn, session) => ({ arn: sessionArn(world, roleArn, session), roleArn }));
    pools.set(world, pool);
  }
  return pool;
}

/** Gives a world another pool before its first invocation: a simulation runs functions in its own thread. */
export function setPool(world: World, pool: FunctionPool): void {
  pools.set(world, pool);
}

/** Ends every thread. A world that starts again gets new ones. */
export async function stopPool(world: World): Promise<void> {
  await pools.get(world)?.stop();
  pools.delete(world);
}
