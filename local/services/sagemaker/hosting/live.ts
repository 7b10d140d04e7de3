import type { World } from '../../../world.ts';
import { Fleet } from './fleet.ts';

/** Seconds that containers get when the world itself ends. */
const WORLD_END_GRACE_SECONDS = 3;

interface Live {
  /** What serves now; a promise, since after a restart it has to come up again. */
  current?: Promise<Fleet>;
  /** Everything that was started and not yet ended. */
  readonly fleets: Set<Fleet>;
}

interface Hosting {
  readonly endpoints: Map<string, Live>;
  ended: boolean;
}

const worlds = new WeakMap<World, Hosting>();

/** The running part of a world's endpoints; their records are in the store. */
export function hosting(world: World): Hosting {
  const found = worlds.get(world) ?? { endpoints: new Map<string, Live>(), ended: false };
  worlds.set(world, found);
  return found;
}

/** The running part of one endpoint. */
export function liveOf(world: World, name: string): Live {
  const { endpoints } = hosting(world);
  const found = endpoints.get(name) ?? { fleets: new Set<Fleet>() };
  endpoints.set(name, found);
  return found;
}

/** What answers invocations of an endpoint now; undefined when nothing does. */
export async function servingFleet(world: World, name: string): Promise<Fleet | undefined> {
  return hosting(world)
    .endpoints.get(name)
    ?.current?.catch(() => undefined);
}

/** A fleet that is known from its first moment, so that whatever ends the endpoint ends it too. */
export function newFleet(world: World, name: string, configName: string): Fleet {
  const fleet = new Fleet(world, name, configName);
  liveOf(world, name).fleets.add(fleet);
  return fleet;
}

/** Ends all containers of all endpoints; their records stay as they are, for the next start. */
export async function endEndpoints(world: World): Promise<void> {
  const { endpoints } = hosting(world);
  hosting(world).ended = true;
  await Promise.all([...endpoints.values()].flatMap(({ fleets }) => [...fleets].map((fleet) => fleet.stop(WORLD_END_GRACE_SECONDS))));
  endpoints.clear();
}
