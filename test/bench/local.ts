import { mkdtempSync, realpathSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { remove } from './bare-parts.ts';
import { benchBundles } from './bundles.ts';
import { Children } from './children.ts';
import { benchMainCommand } from './main-command.ts';

// `npm run bench`: what the pipeline's own machinery costs over the work it does, and what its functions cost to start. Tables for people,
// then one line of JSON. Timings are never a test: it fails only where something could not be measured.
// BENCH_ROUNDS=1 is for a quick look.
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-bench-')));
const children = new Children();
try {
  const machine = { node: process.version, platform: `${process.platform}-${process.arch}`, cpus: cpus().length };
  console.log(`Node ${process.version} on ${machine.platform}, ${machine.cpus} CPUs, load ${load()} before the first round`);
  const bundles = await benchBundles(children, rounds, folder);
  const mainCommand = await benchMainCommand(children, rounds, folder);
  console.log(`\nload ${load()} after the last round: much above 1 means that others took part of the time`);
  console.log(JSON.stringify({ rounds, ...machine, load: Number(load()), bundles, mainCommand }));
} finally {
  remove(folder);
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
