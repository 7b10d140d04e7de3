import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { models: text, seed: text, 'training-minutes': text } });
const whole = (value: string | undefined, usual: number) => {
  if (value !== undefined && !/^\d+$/.test(value)) throw new Error(`expected a whole number, got ${value}`);
  return value === undefined ? usual : Number(value);
};
const names = modelNames(whole(values.models, 300));
const seed = whole(values.seed, 1);
const trainingMs = whole(values['training-minutes'], usualTraining) * minute;
const say = (line: string) => process.stdout.write(`${line}\n`);

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
    await runFleet(snapshot, { names, seed, trainingMs, say }),
    trainingMs >= usualTraining * minute,
    say,
  );
  for (const what of missed) say(`MISSED ${what}`);
  say(JSON.stringify({ models: names.length, seed, seconds: seconds(), ...figures, missed: missed.length }));
  if (missed.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
