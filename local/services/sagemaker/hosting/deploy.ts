import type { World } from '../../../world.ts';
import { dropTags } from '../common/tags.ts';
import { INTERNAL_ERROR } from '../common/texts.ts';
import { changeEndpoint, dropEndpoint, endpointsOf, findEndpoint } from './endpoints.ts';
import { DeployFault } from './faults.ts';
import { hosting, type LiveFleet, liveOf, newFleet, servingFleet } from './live.ts';

/** SageMaker's grace between SIGTERM and SIGKILL for a container out of service. */
const GRACE_SECONDS = 30;

/** Brings a new endpoint up in the background. */
export function beginCreate(world: World, name: string): void {
  world.background(`create endpoint ${name}`, create(world, name));
}

/** Brings the new fleet up beside the old one, then swaps. The old one serves until then, and goes on when the new one does not come up. */
export function beginUpdate(world: World, name: string, configName: string): void {
  world.background(`update endpoint ${name}`, update(world, name, configName));
}

/** Ends everything of an endpoint in the background, then takes it out. */
export function beginDelete(world: World, name: string): void {
  world.background(`delete endpoint ${name}`, remove(world, name));
}

async function create(world: World, name: string): Promise<void> {
  const fleet = newFleet(world, name, findEndpoint(world, name).EndpointConfigName);
  const fault = await bringUp(world, name, fleet);
  if (fault === 'ended') return;
  if (fault !== undefined) return changeEndpoint(world, name, { EndpointStatus: 'Failed', FailureReason: fault || undefined });
  liveOf(world, name).current = Promise.resolve(fleet);
  changeEndpoint(world, name, { EndpointStatus: 'InService', ProductionVariants: fleet.summaries(), FailureReason: undefined });
}

async function update(world: World, name: string, configName: string): Promise<void> {
  const fleet = newFleet(world, name, configName);
  const fault = await bringUp(world, name, fleet);
  if (fault === 'ended') return;
  if (fault !== undefined) {
    // SageMaker gives a reason for most rollbacks, not for all (terraform-provider-aws#49020).
    const FailureReason = fault || undefined;
    return changeEndpoint(world, name, { EndpointStatus: 'InService', FailureReason, PendingDeploymentSummary: undefined });
  }
  const old = await servingFleet(world, name);
  liveOf(world, name).current = Promise.resolve(fleet);
  changeEndpoint(world, name, {
    EndpointStatus: 'InService',
    EndpointConfigName: configName,
    ProductionVariants: fleet.summaries(),
    FailureReason: undefined,
    PendingDeploymentSummary: undefined,
  });
  if (!old) return;
  await old.stop(GRACE_SECONDS, true);
  liveOf(world, name).fleets.delete(old);
}

async function remove(world: World, name: string): Promise<void> {
  await Promise.all([...liveOf(world, name).fleets].map((fleet) => fleet.stop(GRACE_SECONDS)));
  if (hosting(world).ended) return;
  hosting(world).endpoints.delete(name);
  const { EndpointArn } = findEndpoint(world, name);
  dropEndpoint(world, name);
  dropTags(world, EndpointArn);
}

/**
 * Starts a fleet; one that does not come up is ended again.
 * @returns undefined when it is up, the FailureReason when not, `ended` when the endpoint or the world went meanwhile
 */
export async function bringUp(world: World, name: string, fleet: LiveFleet): Promise<string | 'ended' | undefined> {
  try {
    await fleet.start();
    return isGoing(world, name) ? 'ended' : undefined;
  } catch (error) {
    if (isGoing(world, name)) return 'ended';
    await fleet.stop(GRACE_SECONDS);
    liveOf(world, name).fleets.delete(fleet);
    if (error instanceof DeployFault) return error.message;
    // A fault of this local world: whoever watches it sees the error, callers see what AWS would tell them.
    world.background(`start the containers of endpoint ${name}`, Promise.reject(error));
    return INTERNAL_ERROR;
  }
}

function isGoing(world: World, name: string): boolean {
  const status = endpointsOf(world).get(name)?.EndpointStatus;
  return hosting(world).ended || status === undefined || status === 'Deleting';
}
