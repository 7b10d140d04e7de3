import type { World } from '../../world.ts';

/** Why a build is ended from outside. `WORLD`: this machine's world stops, and says nothing more. */
export type EndReason = 'STOPPED' | 'TIMED_OUT' | 'WORLD';

/** A build under way, as those who may end it see it. */
export interface RunningBuild {
  end(reason: EndReason): void;
  readonly done: Promise<void>;
}

const worlds = new WeakMap<World, Map<string, RunningBuild>>();

/** The builds under way in this world, by id. */
export function runningBuilds(world: World): Map<string, RunningBuild> {
  const builds = worlds.get(world) ?? new Map<string, RunningBuild>();
  worlds.set(world, builds);
  return builds;
}

export const runningBuild = (world: World, id: string): RunningBuild | undefined => runningBuilds(world).get(id);
