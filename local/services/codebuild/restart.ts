import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeContainers } from '../../containers/engine/leftovers.ts';
import { reapLeftovers } from '../../containers/leftovers.ts';
import type { World } from '../../world.ts';
import { BuildRecord } from './build-record.ts';
import { buildsOf } from './records.ts';
import { runningBuilds } from './running.ts';

/**
 * After a world that was killed or stopped: ends the processes and containers it left (this service starts before any that starts one) and tells of
 * its unfinished builds that they failed by no fault of theirs.
 */
export async function settleInterrupted(world: World): Promise<void> {
  removeContainers(world);
  await reapLeftovers(world.dataDir, world.clock);
  for (const folder of ['builds', 'docker']) rmSync(join(world.dataDir, 'run', folder), { recursive: true, force: true });
  for (const build of buildsOf(world).values()) {
    if (build.buildComplete) continue;
    const record = new BuildRecord(world, build);
    const message = 'The local world ended while this build ran: start it again';
    if (build.phases.at(-1)?.endTime === undefined) record.leave('FAULT', { statusCode: 'INTERNAL_ERROR', message });
    record.complete('FAULT');
  }
}

/** Ends every build of a stopping world and waits for their processes; this service stops last of those that start containers. */
export async function endBuilds(world: World): Promise<void> {
  const builds = [...runningBuilds(world).values()];
  for (const build of builds) build.end('WORLD');
  await Promise.allSettled(builds.map(({ done }) => done));
  removeContainers(world);
}
