import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, rounded, row } from './figures.ts';
import { largest, templateFigures, templateLimits, writeModels } from './many-models.ts';

// `npm run bench:synth`: how synthesis grows with the number of models. Two rounds of each (BENCH_ROUNDS), the counts in turn; then one line
// of JSON. A timing is never a failure, a template over CloudFormation's limits is.
const rounds = Number(process.env.BENCH_ROUNDS ?? 2);
const counts = [1, 10, 100, 200];
const folder = mkdtempSync(join(tmpdir(), 'trainyard-synth-'));
try {
  const models = writeModels(join(folder, 'models'), Math.max(...counts));
  const times = new Map(counts.map((count) => [count, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) for (const count of counts) times.get(count)?.push(synthesize(count, models));

  const table = counts.map((count) => {
    const figures = [...templateFigures(outdir(count))];
    const shared = figures.filter(([name]) => !name.includes('-')).map(([, one]) => one);
    const own = figures.filter(([name]) => name.includes('-')).map(([, one]) => one);
    const bytes = figures.reduce((sum, [, one]) => sum + one.bytes, 0);
    return { models: count, seconds: rounded(median(times.get(count) ?? [])), bytes, shared: largest(shared), model: largest(own) };
  });
  console.log(`Node ${process.version}, medians of ${rounds} rounds\n`);
  console.log(row('models', 'seconds', 'ms/model', 'all, kB', 'shared, kB', 'a model, kB', 'resources'));
  const first = table[0]?.seconds ?? 0;
  for (const { models: count, seconds, bytes, shared, model } of table) {
    const each = count > 1 ? (((seconds - first) / (count - 1)) * 1000).toFixed(0) : '';
    const sizes = [bytes, shared.bytes, model.bytes].map((size) => (size / 1000).toFixed(1));
    console.log(row(String(count), seconds.toFixed(2), each, ...sizes, `${shared.resources} + ${model.resources}`));
  }
  const all = largest(table.flatMap(({ shared, model }) => [shared, model]));
  const kinds = Object.keys(templateLimits) as (keyof typeof templateLimits)[];
  console.log(`\n${row('a template', ...kinds)}`);
  console.log(row('largest', ...kinds.map((kind) => String(all[kind]))));
  console.log(row('CloudFormation takes', ...kinds.map((kind) => String(templateLimits[kind]))));
  console.log(JSON.stringify({ rounds, table }));
  const over = kinds.filter((kind) => all[kind] > templateLimits[kind]);
  if (over.length > 0) throw new Error(`Expected every template within CloudFormation's limits; over: ${over.join(', ')}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function outdir(count: number): string {
  return join(folder, `cdk.out-${count}`);
}

/** Seconds of `node dist/infra.mjs`, from its start to its end. */
function synthesize(count: number, models: readonly string[]): number {
  const started = performance.now();
  const args = ['dist/infra.mjs', '--outdir', outdir(count), '--models', models.slice(0, count).join(',')];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Expected the synthesis of ${count} models to end well; got exit code ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}
