import { poolOf, setPool } from '../../../local/services/lambda/pools.ts';
import { executions } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import { invariants } from '../invariants/index.ts';
import { simulateJobs } from '../jobs/index.ts';
import { Observer, type Violation } from '../observer.ts';
import { hashed, seeded } from '../random.ts';
import { headOf, push } from '../services/codecommit.ts';
import { type Snapshot, worldFrom } from '../world.ts';
import { FleetWeather } from './weather.ts';

const minute = 60_000;
/** A fleet that is not at rest by then never will be. */
const restsWithin = 24 * 60 * minute;

export interface FleetOptions {
  readonly names: readonly string[];
  readonly seed: number;
  /** Milliseconds of a training itself, beside what SageMaker takes around it. */
  readonly trainingMs: number;
  readonly say: (text: string) => void;
}

/** What a fleet came to. */
export interface FleetResult {
  readonly world: World;
  readonly weather: FleetWeather;
  readonly observer: Observer;
  readonly violations: readonly Violation[];
  /** Model → when it was pushed, milliseconds since the epoch. */
  readonly pushed: ReadonlyMap<string, number>;
}

/** Pushes to every model within one minute, and lets time pass until all is at rest. */
export async function runFleet(snapshot: Snapshot, { names, seed, trainingMs, say }: FleetOptions): Promise<FleetResult> {
  const observer = new Observer(invariants(), snapshot.states);
  const weather = new FleetWeather(observer, hashed('weather', seed));
  const { live, clock } = worldFrom(snapshot, {
    seed: hashed('world', seed),
    transport: 'short',
    around: weather.around,
    weather,
    onBackgroundError: (name, error) => say(`BACKGROUND ${name}: ${error}`),
  });
  const { world } = live;
  setPool(world, weather.within(poolOf(world)));
  simulateJobs(world, {
    random: seeded(hashed('jobs', seed)),
    fault: () => false,
    trainingMs: () => trainingMs,
    // The gate is no subject here.
    metric: () => 0.9,
  });
  await live.start();
  const pushed = new Map<string, number>();
  const random = seeded(hashed('pushes', seed));
  for (const name of names)
    clock.after(Math.floor(random() * minute), () => {
      pushed.set(name, clock.now());
      const files = Object.fromEntries(
        ['Dockerfile', 'train.py', 'inference.Dockerfile', 'serve.py'].map((file) => [file, `${hashed(`${name} ${file}`, seed)}`]),
      );
      world.background('push', push(world, `trainyard-${name}`, { author: 'jane', message: 'change', files }));
    });
  const begun = clock.now();
  let looked = begun;
  let restedSince: number | undefined;
  let said = performance.now();
  await clock.run(
    () => {
      const now = clock.now();
      if (now - looked < minute) return false;
      looked = now;
      const why = whyNotAtRest(world, observer, names);
      if (why !== '') restedSince = undefined;
      else restedSince ??= now;
      if (performance.now() - said > 10_000) {
        said = performance.now();
        say(`${Math.round((now - begun) / minute)} min: ${weather.calls} calls; ${why || 'at rest'}`);
      }
      return (restedSince !== undefined && now - restedSince > 6 * minute) || now - begun > restsWithin;
    },
    () => observer.step(world),
  );
  const why = whyNotAtRest(world, observer, names);
  if (why) observer.violated('comes to rest', why);
  observer.step(world, why === '');
  return { world, weather, observer, violations: observer.violations, pushed };
}

function whyNotAtRest(world: World, { states }: Observer, names: readonly string[]): string {
  const open = names.filter((name) => {
    const state = states.get(name);
    if (!state || state.running || state.pending.length > 0 || state.outbox.length > 0) return true;
    return state.heads['refs/heads/main']?.commit !== headOf(world, `trainyard-${name}`);
  });
  if (open.length > 0) return `${open.length} models are not done, ${open[0]} among them`;
  const running = executions(world)
    .values()
    .find(({ status }) => status === 'RUNNING');
  return running ? `${running.name} runs` : '';
}
