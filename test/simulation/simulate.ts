import type { ModelState } from '../../lambdas/contract/model-state.ts';
import { endpointsOf } from '../../local/services/sagemaker/hosting/endpoints.ts';
import { liveOf } from '../../local/services/sagemaker/hosting/live.ts';
import { restoreEndpoints } from '../../local/services/sagemaker/hosting/restore.ts';
import { setEngine } from '../../local/services/states/engine.ts';
import { latencies, within } from './durations.ts';
import { FaultPlan } from './faults/plan.ts';
import { Suffering } from './faults/suffering.ts';
import { invariants } from './invariants/index.ts';
import { simulateJobs } from './jobs/index.ts';
import { Observer, type Violation } from './observer.ts';
import { hashed, seeded } from './random.ts';
import { Scenario } from './scenario.ts';
import { Timeline } from './timeline.ts';
import { slowEngine } from './transitions.ts';
import type { Transport } from './transport/clients.ts';
import { type SimulatedWorld, type Snapshot, worldFrom } from './world.ts';

export interface RunOptions {
  readonly transport?: Transport;
  /** The only kind of fault that may strike. */
  readonly only?: string;
  /** Lines of the timeline that are kept. */
  readonly lines?: number;
  /** Only each model's first run, in fair weather. */
  readonly grows?: boolean;
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
  /** How the runs of each model ended, in words without ids: what both transports must agree on. */
  readonly outcome: string;
  /** Where the world was left. */
  readonly snapshot: Snapshot;
}

const outcomeOf = (states: ReadonlyMap<string, ModelState>): string =>
  [...states]
    .sort()
    .map(
      ([model, { runs, champion }]) =>
        `${model}: ${runs.map(({ outcome }) => outcome).join(', ')}; ${champion ? 'serves' : 'serves nothing'}`,
    )
    .join('\n');

/** Endpoints that serve come up again at once: restarts are no subject here. */
export async function upAgain({ live: { world }, clock }: SimulatedWorld): Promise<void> {
  const serving = endpointsOf(world)
    .values()
    .filter(({ EndpointStatus }) => EndpointStatus === 'InService');
  if (serving.length === 0) return;
  restoreEndpoints(world);
  const fleets = serving.map(({ EndpointName }) => liveOf(world, EndpointName).current);
  let isUp = false;
  void Promise.all(fleets).then(() => {
    isUp = true;
  });
  await clock.run(
    () => isUp,
    () => {},
  );
}

/** Lives through one seed, from the first push to the rest after the last run. */
export async function simulate(
  snapshot: Snapshot,
  seed: number,
  { transport = 'short', only, lines = 40, grows = false }: RunOptions = {},
): Promise<RunResult> {
  const timeline: Timeline = new Timeline(() => world.clock.now(), lines);
  const plan = new FaultPlan(seed, grows ? 'none' : only, (kind, what) => timeline.say(`FAULT ${kind}: ${what}`));
  const observer = new Observer(invariants(), snapshot.states, timeline);
  const suffering = new Suffering(plan, timeline, observer);
  const world = worldFrom(snapshot, {
    seed: hashed('world', seed),
    transport,
    around: suffering.around,
    weather: suffering,
    onBackgroundError: (name, error) => timeline.say(`BACKGROUND ${name}: ${error}`),
  });
  simulateJobs(world.live.world, { random: seeded(hashed('jobs', seed)), fault: (kind, what) => plan.fault(kind, what) });
  setEngine(
    world.live.world,
    slowEngine(world.live.world, (state) => within(latencies.transitionMs, plan.draw('transition', state))),
  );
  await world.live.start();
  await upAgain(world);
  plan.begin();
  const random = seeded(hashed('scenario', seed));
  const scenario = new Scenario({ world, plan, random, timeline, observer, suffering, models: snapshot.models });
  try {
    await (grows ? scenario.grow() : scenario.run());
  } catch (error) {
    // An invariant or a service that throws is this seed's violation, and not the end of a sweep.
    observer.violated('does not crash', error instanceof Error ? String(error.stack) : String(error));
  }
  const checked = Object.fromEntries(observer.invariants.map((invariant) => [invariant.name, invariant.checked]));
  return {
    seed,
    faults: plan.injected,
    checked,
    violations: observer.violations,
    timeline: timeline.last(),
    calls: observer.count,
    steps: world.clock.steps,
    outcome: outcomeOf(observer.states),
    snapshot: { store: world.store, models: snapshot.models, at: world.clock.now(), states: observer.states },
  };
}
