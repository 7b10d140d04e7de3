import { hashed } from './random.ts';
import { simulate } from './simulate.ts';
import { allModels, type Model, type Snapshot, snapshotOf } from './world.ts';

/** A place that seeds begin from. */
interface Beginning {
  /** Of all seeds. */
  readonly share: number;
  readonly models: readonly Model[];
  /** Whether each model has a champion that serves. */
  readonly isGrown: boolean;
}

/** Mostly one model that serves: small seeds, and many of them. The others see what a first run and two models bring. */
const shares: readonly Beginning[] = [
  { share: 0.55, models: ['pushed'], isGrown: true },
  { share: 0.2, models: ['folder'], isGrown: true },
  { share: 0.14, models: ['pushed'], isGrown: false },
  { share: 0.05, models: ['folder'], isGrown: false },
  { share: 0.04, models: allModels, isGrown: true },
  { share: 0.02, models: allModels, isGrown: false },
];

/** Where seeds begin, as {@link shares} says. @throws Error when a first run in fair weather does not end well */
export async function beginnings(assembly: string): Promise<(seed: number) => Snapshot> {
  const deployed = new Map<readonly Model[], Snapshot>();
  const all: (readonly [share: number, snapshot: Snapshot])[] = [];
  for (const { share, models, isGrown } of shares) {
    const fresh = deployed.get(models) ?? (await snapshotOf(assembly, models));
    deployed.set(models, fresh);
    all.push([share, isGrown ? await grown(fresh) : fresh]);
  }
  return (seed) => {
    let left = hashed('beginning', seed) / 2 ** 32;
    for (const [share, snapshot] of all) {
      left -= share;
      if (left < 0) return snapshot;
    }
    throw new Error('Expected the shares of all beginnings to make up 1');
  };
}

/** An installation whose models have served for a while. @throws Error when a first run in fair weather does not end well */
export async function grown(fresh: Snapshot): Promise<Snapshot> {
  const { snapshot, violations, timeline } = await simulate(fresh, 1, { grows: true });
  const without = fresh.models.filter((model) => !snapshot.states.get(model)?.champion);
  if (violations.length > 0 || without.length > 0)
    throw new Error(
      `Expected first runs in fair weather to end with champions; ${violations[0]?.text ?? `${without} got none`}\n${timeline.slice(-12).join('\n')}`,
    );
  return snapshot;
}
