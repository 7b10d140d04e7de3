import { FaultPlan } from './faults/plan.ts';
import { Suffering } from './faults/suffering.ts';
import { invariants } from './invariants/index.ts';
import { simulateJobs } from './jobs/index.ts';
import { Observer, type Violation } from './observer.ts';
import { hashed, seeded } from './random.ts';
import { Scenario } from './scenario.ts';
import { Timeline } from './timeline.ts';
import type { Transport } from './transport/clients.ts';
import { type Snapshot, worldFrom } from './world.ts';

export interface RunOptions {
  readonly transport?: Transport;
  /** The only kind of fault that may strike. */
  readonly only?: string;
  /** Lines of the timeline that are kept. */
  readonly lines?: number;
}

/** What one seed came to. */
export interface RunResult {
  readonly seed: number;
  readonly faults: Readonly<Record<string, number>>;
  /** How often each invariant had something to check. */
  readonly checked: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  readonly timeline: readonly string[];
  /** How much work it was: calls of services, and things that the clock ran. */
  readonly calls: number;
  readonly steps: number;
}

/** Lives through one seed, from the first push to the rest after the last run. */
export async function simulate(
  snapshot: Snapshot,
  seed: number,
  { transport = 'short', only, lines = 40 }: RunOptions = {},
): Promise<RunResult> {
  const timeline: Timeline = new Timeline(() => world.clock.now(), lines);
  const plan = new FaultPlan(seed, only, (kind, what) => timeline.say(`FAULT ${kind}: ${what}`));
  const observer = new Observer(invariants());
  const suffering = new Suffering(plan, timeline, observer);
  const world = worldFrom(snapshot, {
    seed: hashed('world', seed),
    transport,
    around: suffering.around,
    weather: suffering,
    onBackgroundError: (name, error) => timeline.say(`BACKGROUND ${name}: ${error}`),
  });
  simulateJobs(world.live.world, { random: seeded(hashed('jobs', seed)), fault: (kind, what) => plan.fault(kind, what) });
  await world.live.start();
  await new Scenario(world, plan, seeded(hashed('scenario', seed)), timeline, observer).run();
  const checked = Object.fromEntries(observer.invariants.map((invariant) => [invariant.name, invariant.checked]));
  return {
    seed,
    faults: plan.injected,
    checked,
    violations: observer.violations,
    timeline: timeline.last(),
    calls: observer.count,
    steps: world.clock.steps,
  };
}
