import type { World } from '../../../world.ts';
import { endLeftover } from '../common/leftovers.ts';
import { dropTags } from '../common/tags.ts';
import { changeEndpoint, dropEndpoint, type EndpointRecord, endpointsOf, findEndpoint } from './endpoints.ts';
import { DeployFault } from './faults.ts';
import { Fleet } from './fleet.ts';
import { endpointOwner } from './serving-container.ts';

/** SageMaker's grace between SIGTERM and SIGKILL for a container out of service. */
const GRACE_SECONDS = 30;

/** Seconds that containers get when the world itself ends. */
const WORLD_END_GRACE_SECONDS = 3;

interface Live {
  /** What serves now; a promise, since after a restart it has to come up again. */
  current?: Promise<Fleet>;
  readonly fleets: Set<Fleet>;
}

interface Hosting {
  readonly endpoints: Map<string, Live>;
  ended: boolean;
}

const worlds = new WeakMap<World, Hosting>();

function hosting(world: World): Hosting {
  let found = worlds.get(world);
  if (!found) worlds.set(world, (found = { endpoints: new Map(), ended: false }));
  return found;
}

function liveOf(world: World, name: string): Live {
  const { endpoints } = hosting(world);
  let found = endpoints.get(name);
  if (!found) endpoints.set(name, (found = { fleets: new Set() }));
  return found;
}

/** What answers invocations of an endpoint now; undefined when nothing does. */
export async function servingFleet(world: World, name: string): Promise<Fleet | undefined> {
  return hosting(world)
    .endpoints.get(name)
    ?.current?.catch(() => undefined);
}

/** Brings a new endpoint up in the background. */
export function beginCreate(world: World, name: string): void {
  world.background(`create endpoint ${name}`, create(world, name));
}

/** Brings the new fleet up beside the old one, then swaps. The old one serves until then, and goes on when the new one does not come up. */
export function beginUpdate(world: World, name: string, configName: string): void {
  world.background(`update endpoint ${name}`, update(world, name, configName));
}

export function beginDelete(world: World, name: string): void {
  world.background(`delete endpoint ${name}`, remove(world, name));
}

async function create(world: World, name: string): Promise<void> {
  const live = liveOf(world, name);
  const fleet = newFleet(world, name, findEndpoint(world, name).EndpointConfigName);
  const fault = await bringUp(world, name, fleet);
  if (fault === 'ended') return;
  if (fault) return changeEndpoint(world, name, { EndpointStatus: 'Failed', FailureReason: fault });
  live.current = Promise.resolve(fleet);
  changeEndpoint(world, name, { EndpointStatus: 'InService', ProductionVariants: fleet.summaries(), FailureReason: undefined });
}

async function update(world: World, name: string, configName: string): Promise<void> {
  const live = liveOf(world, name);
  const fleet = newFleet(world, name, configName);
  const fault = await bringUp(world, name, fleet);
  if (fault === 'ended') return;
  if (fault) return changeEndpoint(world, name, { EndpointStatus: 'InService', FailureReason: fault, PendingDeploymentSummary: undefined });
  const old = await servingFleet(world, name);
  live.current = Promise.resolve(fleet);
  changeEndpoint(world, name, {
    EndpointStatus: 'InService',
    EndpointConfigName: configName,
    ProductionVariants: fleet.summaries(),
    FailureReason: undefined,
    PendingDeploymentSummary: undefined,
  });
  if (old) await retire(live, old);
}

async function remove(world: World, name: string): Promise<void> {
  const live = liveOf(world, name);
  await Promise.all([...live.fleets].map((fleet) => fleet.stop(GRACE_SECONDS)));
  hosting(world).endpoints.delete(name);
  dropTags(world, findEndpoint(world, name).EndpointArn);
  dropEndpoint(world, name);
}

/** @returns undefined when it is up, the FailureReason when not, `ended` when the world ended meanwhile */
async function bringUp(world: World, name: string, fleet: Fleet): Promise<string | 'ended' | undefined> {
  try {
    await fleet.start();
    return hosting(world).ended ? 'ended' : undefined;
  } catch (error) {
    if (hosting(world).ended) return 'ended';
    await fleet.stop(GRACE_SECONDS);
    liveOf(world, name).fleets.delete(fleet);
    if (error instanceof DeployFault) return error.message;
    changeEndpoint(world, name, {
      EndpointStatus: 'Failed',
      FailureReason: 'InternalServerError: We encountered an internal error. Please try again.',
    });
    throw error;
  }
}

async function retire(live: Live, fleet: Fleet): Promise<void> {
  await fleet.stop(GRACE_SECONDS, true);
  live.fleets.delete(fleet);
}

function newFleet(world: World, name: string, configName: string): Fleet {
  const fleet = new Fleet(world, name, configName);
  liveOf(world, name).fleets.add(fleet);
  return fleet;
}

/**
 * Serves every endpoint again after a start of the world. An update that was under way is rolled back to the old configuration, a creation
 * begins again, a deletion is done. It does not wait: invocations do.
 */
export async function restoreEndpoints(world: World): Promise<void> {
  hosting(world).ended = false;
  for (const endpoint of endpointsOf(world).values()) {
    await endLeftover(world, endpointOwner(endpoint.EndpointName));
    restore(world, endpoint);
  }
}

function restore(world: World, { EndpointName: name, EndpointStatus, EndpointConfigName }: EndpointRecord): void {
  if (EndpointStatus === 'Deleting') return beginDelete(world, name);
  if (EndpointStatus === 'Creating') return beginCreate(world, name);
  if (EndpointStatus === 'Failed') return;
  if (EndpointStatus === 'Updating') {
    const FailureReason = 'The update was interrupted and rolled back to the previous endpoint configuration.';
    changeEndpoint(world, name, { EndpointStatus: 'InService', FailureReason, PendingDeploymentSummary: undefined });
  }
  const fleet = newFleet(world, name, EndpointConfigName);
  const up = serveAgain(world, name, fleet);
  liveOf(world, name).current = up;
  world.background(
    `serve endpoint ${name} again`,
    up.catch(() => undefined),
  );
}

async function serveAgain(world: World, name: string, fleet: Fleet): Promise<Fleet> {
  const fault = await bringUp(world, name, fleet);
  if (fault === undefined) return fleet;
  if (fault !== 'ended') changeEndpoint(world, name, { EndpointStatus: 'Failed', FailureReason: fault });
  throw new DeployFault(fault);
}

/** Ends all containers of all endpoints; their records stay as they are for {@link restoreEndpoints}. */
export async function endEndpoints(world: World): Promise<void> {
  const { endpoints } = hosting(world);
  hosting(world).ended = true;
  await Promise.all([...endpoints.values()].flatMap(({ fleets }) => [...fleets].map((fleet) => fleet.stop(WORLD_END_GRACE_SECONDS))));
  endpoints.clear();
}
