import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endOwned, ProcessRecords } from '../../../containers/leftovers.ts';
import type { World } from '../../../world.ts';

/** Whose process it is, for the container runtime's records. */
export const trainingOwner = (job: string): string => `training-job/${job}`;

/** The same for a serving container. */
export const endpointOwner = (endpoint: string): string => `endpoint/${endpoint}`;

/** Ends the containers that a killed world left running, and takes their folders away. */
export async function endLeftovers(world: World): Promise<void> {
  const ours = (owner: string) => owner.startsWith(trainingOwner('')) || owner.startsWith(endpointOwner(''));
  await endOwned(new ProcessRecords(world.dataDir), ours, 5, world.clock);
  for (const folder of ['training', 'endpoints']) await rm(join(world.dataDir, 'run', folder), { recursive: true, force: true });
}
