import type { World } from '../../world.ts';
import type { Build } from './records.ts';

/** Why a build is ended from outside. `WORLD`: this machine's world stops, and says nothing more. */
export type EndReason = 'STOPPED' | 'TIMED_OUT' | 'WORLD';

/** A build under way, as those who may end it see it. */
export interface RunningBuild {
  end(reason: EndReason): void;
  readonly done: Promise<void>;
}

/** Begins a build and gives the handle to end it by. */
export type BuildStarter = (world: World, build: Build) => RunningBuild;

const starters = new WeakMap<World, BuildStarter>();

/** What runs the builds of this world in place of a shell; undefined: the shell does. */
export const builderOf = (world: World): BuildStarter | undefined => starters.get(world);

/** Gives a world another way to build before its first build: a simulation's builds take time and no machine. */
export function setBuilder(world: World, starter: BuildStarter): void {
  starters.set(world, starter);
}

const worlds = new WeakMap<World, Map<string, RunningBuild>>();

/** The builds under way in this world, by id. */
export function runningBuilds(world: World): Map<string, RunningBuild> {
  const builds = worlds.get(world) ?? new Map<string, RunningBuild>();
  worlds.set(world, builds);
  return builds;
}

export const runningBuild = (world: World, id: string): RunningBuild | undefined => runningBuilds(world).get(id);
