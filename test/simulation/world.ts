import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelState } from '../../lambdas/contract/model-state.ts';
import type { Random } from '../../local/clock.ts';
import { readAssembly } from '../../local/cloudformation/assembly.ts';
import { publishAssets } from '../../local/cloudformation/assets.ts';
import { deployStack } from '../../local/cloudformation/deploy-stack.ts';
import { createWorld, type LiveWorld } from '../../local/server/create-world.ts';
import { setAccountConcurrency } from '../../local/services/lambda/concurrency.ts';
import { setPool } from '../../local/services/lambda/pools.ts';
import { copyObjects } from '../../local/services/s3/buckets.ts';
import { SimulatedClock, startOfTime } from './clock.ts';
import { InProcessPool, type Weather } from './functions/pool.ts';
import { hashed, seeded } from './random.ts';
import { type Around, simulatedServices } from './services/index.ts';
import { SimulatedStore } from './store.ts';
import type { Transport } from './transport/clients.ts';

/** A deployed installation with its models' data and no runs yet: every simulated world begins as a copy. */
export interface Snapshot {
  readonly store: SimulatedStore;
  /** The models that are deployed. */
  readonly models: readonly Model[];
  /** Milliseconds since the epoch: worlds begin then. */
  readonly at: number;
  /** `state/<model>.json` by model, as it is. */
  readonly states: ReadonlyMap<string, ModelState>;
}

/** The models of test/simulation/models. */
export const allModels = ['pushed', 'folder'] as const;
export type Model = (typeof allModels)[number];

/** Synthesizes the stacks as the command line does, into a new folder under `folder`. `root`: of the repository, built; `models`: their folders. */
export function synthesize(
  root: string,
  folder: string,
  models: readonly string[] = allModels.map((name) => join(root, 'test/simulation/models', name)),
): string {
  const assembly = mkdtempSync(join(folder, 'assembly-'));
  execFileSync(process.execPath, [join(root, 'dist/infra.cjs'), '--outdir', assembly, '--models', models.join(',')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return assembly;
}

/** Deploys an assembly by the local CloudFormation, once for all seeds of a process: the only part that reads and writes files. */
export async function snapshotOf(assembly: string, models: readonly Model[] = allModels): Promise<Snapshot> {
  const dataDir = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
  try {
    const store = new SimulatedStore();
    const services = simulatedServices((_service, _operation, _input, _context, run) => run());
    const { world } = createWorld({ dataDir, store, services, clock: new SimulatedClock(), random: seeded(1) });
    // Nothing runs before there is a seed.
    setPool(world, { invoke: async () => ({ payload: 'null', failed: false, log: [] }), stop: async () => {} });
    const others = allModels.filter((model) => !models.includes(model)).map((model) => `Trainyard-${model}`);
    for (const stack of readAssembly(assembly)) {
      if (others.includes(stack.name)) continue;
      await publishAssets(world, stack);
      await deployStack(world, stack, () => {});
    }
    const { Configuration } = await world.call<Described>('lambda', 'GetFunction', { FunctionName: 'trainyard-prepare' });
    const Bucket = Configuration.Environment.Variables.DATA_BUCKET;
    for (const model of models)
      for (const channel of ['training', 'evaluation'])
        await world.call('s3', 'PutObject', { Bucket, Key: `${model}/${channel}/rows.csv`, Body: Buffer.from(`${model} ${channel}\n`) });
    return { store, models, at: startOfTime, states: new Map() };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Described {
  readonly Configuration: { readonly Environment: { readonly Variables: Readonly<Record<string, string>> } };
}

export interface SimulatedWorld {
  readonly live: LiveWorld;
  readonly clock: SimulatedClock;
  readonly store: SimulatedStore;
}

/** A world of its own for one seed, in milliseconds; not started. */
export function worldFrom(
  snapshot: Snapshot,
  options: { seed: number; transport: Transport; around: Around; weather: Weather; onBackgroundError(name: string, error: unknown): void },
): SimulatedWorld {
  const clock = new SimulatedClock(snapshot.at);
  const store = new SimulatedStore(snapshot.store.rows());
  copyObjects(snapshot.store, store);
  const live = createWorld({
    dataDir: '/nowhere/simulated',
    store,
    services: simulatedServices(options.around),
    clock,
    random: timely(clock, options.seed),
    onBackgroundError: options.onBackgroundError,
  });
  live.listensAt('http://simulated');
  setPool(live.world, new InProcessPool(live, options.transport, options.weather));
  // AWS's default, whatever machine this is.
  setAccountConcurrency(live.world, 1000);
  return { live, clock, store };
}

/** Draws that depend on the moment and not on what was drawn before it: one transport draws more ids than the other. */
function timely(clock: SimulatedClock, seed: number): Random {
  let at = Number.NaN;
  let draw: Random = () => 0;
  let turn = 0;
  return () => {
    if (clock.now() !== at) {
      at = clock.now();
      draw = seeded(hashed(`moment ${at}`, seed));
      // Two moments in some millions begin their draws alike: turned by another amount they give different ids all the same.
      turn = hashed(`turn ${at}`, seed) / 2 ** 32;
    }
    return (draw() + turn) % 1;
  };
}
