import type { World } from '../../../world.ts';

/** Ends what a killed world left running for this owner. */
export async function endLeftover(_world: World, _owner: string): Promise<void> {}
