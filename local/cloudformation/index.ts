import type { World } from '../world.ts';
import { readAssembly } from './assembly.ts';
import { publishAssets } from './assets.ts';
import { type DeployProgress, deployStack, type StackResult } from './deploy-stack.ts';

export type { StackResult };

/** Who wants to see a deploy while it goes on. */
export interface DeployOptions {
  readonly onProgress?: (progress: DeployProgress) => void;
}

/**
 * Deploys a cloud assembly (the `cdk.out` that `cdk synth` writes) into the local account: publishes its files and makes every stack
 * what its template says, by the services' own operations. Stacks of earlier deploys that this assembly does not have stay.
 * @throws Error naming stack and logical id; the next deploy goes on from there.
 */
export async function deployAssembly(world: World, assemblyDir: string, options: DeployOptions = {}): Promise<{ stacks: StackResult[] }> {
  const stacks: StackResult[] = [];
  for (const stack of readAssembly(assemblyDir)) {
    await publishAssets(world, stack);
    stacks.push(await deployStack(world, stack, options.onProgress ?? (() => {})));
  }
  return { stacks };
}
