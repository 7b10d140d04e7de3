import type { World } from '../../../world.ts';
import { Fleet } from './fleet.ts';
import type { ServingContainer } from './serving-container.ts';

/** Seconds that containers get when the world itself ends. */
const WORLD_END_GRACE_SECONDS = 3;

/** What an endpoint needs of a fleet and of its containers. */
export interface LiveFleet extends Pick<Fleet, 'start' | 'summaries' | 'stop'> {
  choose(variant?: string): { readonly name: string; readonly container: Pick<ServingContainer, 'ask'> } | undefined;
}

interface Live {
  /** What serves now; a promise, since after a restart it has to come up again. */
  current?: Promise<LiveFleet>;
  /** Everything that was started and not yet ended. */
  readonly fleets: Set<LiveFleet>;
}

interface Hosting {
  readonly endpoints: Map<string, Live>;
  ended: boolean;
}

const worlds = new WeakMap<World, Hosting>();

type FleetMaker = (world: World, endpoint: string, configName: string) => LiveFleet;

const makers = new WeakMap<World, FleetMaker>();

/** Gives a world another kind of fleet before its first endpoint: a simulation's take time and no container. */
export function setFleets(world: World, make: FleetMaker): void {
  makers.set(world, make);
}

/** The running part of a world's endpoints; their records are in the store. */
export function hosting(world: World): Hosting {
  const found = worlds.get(world) ?? { endpoints: new Map<string, Live>(), ended: false };
  worlds.set(world, found);
  return found;
}

/** The running part of one endpoint. */
export function liveOf(world: World, name: string): Live {
  const { endpoints } = hosting(world);
  const found = endpoints.get(name) ?? { fleets: new Set<LiveFleet>() };
  endpoints.set(name, found);
  return found;
}

/** What answers invocations of an endpoint now; undefined when nothing does. */
export async function servingFleet(world: World, name: string): Promise<LiveFleet | undefined> {
  return hosting(world)
    .endpoints.get(name)
    ?.current?.catch(() => undefined);
}

/** A fleet that is known from its first moment, so that whatever ends the endpoint ends it too. */
export function newFleet(world: World, name: string, configName: string): LiveFleet {
  const fleet = makers.get(world)?.(world, name, configName) ?? new Fleet(world, name, configName);
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
