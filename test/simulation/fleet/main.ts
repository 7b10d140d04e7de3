import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whole, withUsage } from '../arguments.ts';
import { type Model, snapshotOf, synthesize } from '../world.ts';
import { runFleet } from './fleet.ts';
import { modelNames, writeFleet } from './installation.ts';
import { report } from './report.ts';

// Bundled by ../bundle.ts and run by plain Node: the command of `npm run bench:fleet`.
const minute = 60_000;
/**
 * Long enough that the quota decides the end, and not who is last by luck: with three trainings a place, an image that is downloaded for half
 * an hour as the last of all is a third of 20 minutes' makespan, and little of four hours'. From here on the bound is an aim.
 */
const usualTraining = 240;

const usage = 'npm run --silent bench:fleet -- [--models N] [--seed S] [--training-minutes M]';
const say = (line: string) => process.stdout.write(`${line}\n`);

await withUsage(usage, async () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { models: text, seed: text, 'training-minutes': text } });
  const names = modelNames(whole('models', values.models, 300));
  const trainingMinutes = whole('training-minutes', values['training-minutes'], usualTraining);
  await bench(names, whole('seed', values.seed, 1, 0), trainingMinutes);
});

async function bench(names: readonly string[], seed: number, trainingMinutes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-fleet-'));
  try {
    const begun = performance.now();
    const seconds = () => Math.round(performance.now() - begun) / 1000;
    const assembly = synthesize(process.cwd(), folder, writeFleet(folder, names));
    say(`${names.length} models synthesized after ${seconds()} s`);
    const snapshot = await snapshotOf(assembly, names as Model[]);
    say(`deployed after ${seconds()} s`);
    const { figures, missed } = report(
      names,
      await runFleet(snapshot, { names, seed, trainingMs: trainingMinutes * minute, say }),
      trainingMinutes >= usualTraining,
      say,
    );
    for (const what of missed) say(`MISSED ${what}`);
    say(JSON.stringify({ models: names.length, seed, seconds: seconds(), ...figures, missed: missed.length }));
    if (missed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
