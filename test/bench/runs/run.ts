import { setPool } from '../../../local/services/lambda/pools.ts';
import { setEngine } from '../../../local/services/states/engine.ts';
import { executions } from '../../../local/services/states/records.ts';
import { latencies } from '../../simulation/durations.ts';
import { InProcessPool } from '../../simulation/functions/pool.ts';
import { simulateJobs } from '../../simulation/jobs/index.ts';
import { hashed } from '../../simulation/random.ts';
import { upAgain } from '../../simulation/simulate.ts';
import { slowEngine } from '../../simulation/transitions.ts';
import { type SimulatedWorld, type Snapshot, worldFrom } from '../../simulation/world.ts';
import { billOf, type Figures } from './bill.ts';
import { type Change, longest } from './changes.ts';
import { planOf } from './draws.ts';
import { Meter } from './meter.ts';
import { installReference, referencePool } from './reference/install.ts';

/** What one run meets. */
export interface Circumstances {
  /** A model in service, and nothing under way. */
  readonly snapshot: Snapshot;
  readonly seed: number;
  /** How long the training itself takes. */
  readonly trainingMs: number;
}

/** Mails, and what else a run leaves to do, are done within this. */
const afterwardsMs = 60_000;

function prepared({ snapshot, seed, trainingMs }: Circumstances, losesEvents: boolean): { world: SimulatedWorld; meter: Meter } {
  const meter = new Meter(hashed('meter', seed), losesEvents);
  const world = worldFrom(snapshot, {
    seed: hashed('world', seed),
    transport: 'short',
    around: meter.around,
    weather: meter,
    onBackgroundError: (name, error) => {
      throw new Error(`Expected fair weather; ${name} failed`, { cause: error });
    },
  });
  setEngine(
    world.live.world,
    slowEngine(world.live.world, () => meter.ms(latencies.transitionMs)),
  );
  simulateJobs(world.live.world, planOf(seed, trainingMs));
  return { world, meter };
}

/** Trainyard's own machines and handlers, from the change to a run that says how it ended. */
export async function runTrainyard(given: Circumstances, change: Change, losesEvents: boolean): Promise<Figures> {
  const { world, meter } = prepared(given, losesEvents);
  const { live, clock } = world;
  setPool(live.world, meter.metered(new InProcessPool(live, 'short', meter), clock));
  const Value = JSON.stringify({ maxRuntimeSeconds: longest });
  await live.world.call('ssm', 'PutParameter', { Name: '/trainyard/pushed/overrides/training', Value, Type: 'String', Overwrite: true });
  await live.start();
  await upAgain(world);
  const begun = clock.now();
  const act = () => live.world.background('the change', change.act(live.world));
  const figures = await measured(world, meter, begun, act);
  if (figures.outcome !== change.outcome)
    throw new Error(`Expected the run of a ${change.title} (seed ${given.seed}) to end as ${change.outcome}, got ${figures.outcome}`);
  return figures;
}

/** The reference, which does the same whatever was changed. */
export async function runReference(given: Circumstances): Promise<Figures> {
  const { world, meter } = prepared(given, false);
  const { live, clock } = world;
  setPool(live.world, meter.metered(referencePool(live.world, meter), clock));
  const stateMachineArn = await installReference(live.world);
  await live.start();
  await upAgain(world);
  const begun = clock.now();
  const act = () => live.world.background('the start', live.world.call('states', 'StartExecution', { stateMachineArn, input: '{}' }));
  return measured(world, meter, begun, act);
}

async function measured({ live, clock }: SimulatedWorld, meter: Meter, begun: number, act: () => void): Promise<Figures> {
  const { world } = live;
  const known = new Set(executions(world).keys());
  const own = () =>
    executions(world)
      .values()
      .filter(({ executionArn }) => !known.has(executionArn));
  let endedAt: number | undefined;
  let looked = 0;
  act();
  await clock.run(
    () => {
      // A look at all executions costs something: once a second will do.
      if (endedAt !== undefined) return clock.now() > endedAt + afterwardsMs;
      if (clock.now() - looked < 1000) return false;
      looked = clock.now();
      const all = own();
      if (all.length > 0 && all.every(({ status }) => status !== 'RUNNING')) endedAt = clock.now();
      return false;
    },
    () => {},
  );

  const figures = billOf(world, own(), meter.used, begun);
  return figures;
}
