import { deployAssembly, type StackResult } from '../cloudformation/index.ts';
import type { LiveWorld } from './create-world.ts';
import { askOwnerDoor, ownerDoor } from './owner-door.ts';

/** Where another process of this machine asks the world to deploy a cloud assembly: `trainyard run PATH` beside a running world. */
const deployPath = '/_trainyard/deploy';

export const deployDoor = ownerDoor<{ assembly: string }>(
  (path) => path === deployPath,
  ({ live }, { assembly }) => deployOne(live, assembly),
);

const deploying = new WeakMap<LiveWorld, Promise<unknown>>();

/** One deploy at a time: CloudFormation too refuses a second one on the same stack; here it waits its turn. */
export async function deployOne(live: LiveWorld, assembly: string): Promise<{ stacks: StackResult[] }> {
  const before = deploying.get(live);
  const mine = (async () => {
    await before?.catch(() => undefined);
    return deployAssembly(live.world, assembly);
  })();
  deploying.set(live, mine);
  return mine;
}

/**
 * Deploys into a world of another process.
 * @throws Error with the text of what went wrong there
 */
export const deployInto = (endpointUrl: string, dataDir: string, assembly: string): Promise<{ stacks: StackResult[] }> =>
  askOwnerDoor(`${endpointUrl}${deployPath}`, dataDir, { assembly });
