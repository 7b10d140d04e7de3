import { WorkerPool } from '../../functions/pool.ts';
import { sessionArn } from '../../iam/roles.ts';
import type { World } from '../../world.ts';

const pools = new WeakMap<World, WorkerPool>();

/** The worker threads of a world; made by the first invocation. */
export function poolOf(world: World): WorkerPool {
  let pool = pools.get(world);
  if (!pool) {
    pool = new WorkerPool(world, (roleArn, session) => ({ arn: sessionArn(world, roleArn, session), roleArn }));
    pools.set(world, pool);
  }
  return pool;
}

/** Ends every thread. A world that starts again gets new ones. */
export async function stopPool(world: World): Promise<void> {
  await pools.get(world)?.stop();
  pools.delete(world);
}
