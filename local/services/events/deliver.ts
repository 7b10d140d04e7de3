import type { ServiceEvent, World } from '../../world.ts';

/** What `world.emit` does. */
export function deliver(_world: World, _event: ServiceEvent): void {}
