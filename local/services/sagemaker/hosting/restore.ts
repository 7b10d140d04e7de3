import type { World } from '../../../world.ts';
import { beginCreate, beginDelete, bringUp } from './deploy.ts';
import { changeEndpoint, type EndpointRecord, endpointsOf } from './endpoints.ts';
import { DeployFault } from './faults.ts';
import { hosting, type LiveFleet, liveOf, newFleet } from './live.ts';

/**
 * Serves every endpoint again after a start of the world. An update that was under way is rolled back to the old configuration, a creation
 * begins again, a deletion is done. It does not wait for containers: invocations do.
 */
export function restoreEndpoints(world: World): void {
  hosting(world).ended = false;
  for (const endpoint of endpointsOf(world).values()) restore(world, endpoint);
}

function restore(world: World, { EndpointName: name, EndpointStatus, EndpointConfigName }: EndpointRecord): void {
  switch (EndpointStatus) {
    case 'Deleting':
      beginDelete(world, name);
      break;
    case 'Creating':
      beginCreate(world, name);
      break;
    case 'Updating':
    case 'RollingBack':
      changeEndpoint(world, name, {
        EndpointStatus: 'InService',
        FailureReason: 'The update was interrupted and rolled back to the previous endpoint configuration.',
        PendingDeploymentSummary: undefined,
      });
      beginServing(world, name, EndpointConfigName);
      break;
    case 'InService':
      beginServing(world, name, EndpointConfigName);
      break;
    case 'Failed':
      break;
  }
}

function beginServing(world: World, name: string, configName: string): void {
  const up = serve(world, name, newFleet(world, name, configName));
  liveOf(world, name).current = up;
  // A fault is in the endpoint's FailureReason by now.
  world.background(`serve endpoint ${name} again`, up.then(nothing, nothing));
}

const nothing = () => {};

async function serve(world: World, name: string, fleet: LiveFleet): Promise<LiveFleet> {
  const fault = await bringUp(world, name, fleet);
  if (fault === undefined) return fleet;
  if (fault !== 'ended') changeEndpoint(world, name, { EndpointStatus: 'Failed', FailureReason: fault });
  throw new DeployFault(fault);
}
