import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { whole, withUsage } from '../../simulation/arguments.ts';
import { grown } from '../../simulation/beginnings.ts';
import { type Snapshot, snapshotOf, synthesize } from '../../simulation/world.ts';
import { median } from '../figures.ts';
import { aimsOf } from './aims.ts';
import type { Figures } from './bill.ts';
import { changes } from './changes.ts';
import { idealOf } from './ideal.ts';
import { type Length, lengths, trainless } from './lengths.ts';
import { orchestrationPrices, workPrices } from './prices.ts';
import { type Row, rowOf, type Tried } from './results.ts';
import { runReference, runTrainyard } from './run.ts';
import { heading, idealLine, lineOf } from './table.ts';

type Name = keyof typeof changes;
type Both = { readonly heard: Figures; readonly unheard: Figures };

const write = (text = ''): void => void process.stdout.write(`${text}\n`);

/** A model in service that was just deployed and pushed once. */
async function served(): Promise<Snapshot> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-bench-runs-'));
  try {
    return await grown(await snapshotOf(synthesize(process.cwd(), folder), ['pushed']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one change in both kinds of weather. */
async function both(snapshot: Snapshot, seed: number, seconds: number, name: Name): Promise<Both> {
  const given = { snapshot, seed, trainingMs: seconds * 1000 };
  return { heard: await runTrainyard(given, changes[name], false), unheard: await runTrainyard(given, changes[name], true) };
}

/** All changes with trainings of one length, seed by seed. */
async function tryLength(snapshot: Snapshot, length: Length, seeds: number, quick: ReadonlyMap<string, Both>) {
  const tried = new Map<Name, Tried[]>();
  const trainingMs = length.seconds * 1000;
  for (let seed = 1; seed <= seeds; seed++) {
    const reference = await runReference({ snapshot, seed, trainingMs });
    for (const name of [...length.trains, ...trainless]) {
      const own = quick.get(`${name} ${seed}`) ?? (await both(snapshot, seed, length.seconds, name));
      const all = tried.get(name) ?? [];
      tried.set(name, [...all, { ...own, reference, ideal: idealOf(changes[name].needs, seed, trainingMs) }]);
    }
  }
  return tried;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seeds: { type: 'string' } } });
  const wanted = whole('seeds', values.seeds, 9);
  const snapshot = await served();
  const quick = new Map<string, Both>();
  for (let seed = 1; seed <= wanted; seed++)
    for (const name of trainless) quick.set(`${name} ${seed}`, await both(snapshot, seed, 60, name));
  const rows = new Map<string, Row>();
  for (const length of lengths) {
    const seeds = Math.max(1, Math.round(wanted * length.part));
    print(length, seeds, await tryLength(snapshot, length, seeds, quick), rows);
  }
  const aims = aimsOf((length, change, definition) => {
    const row = rows.get(`${length}, ${change}, ${definition}`);
    if (!row) throw new Error(`Expected a row of ${length}, ${change}, ${definition}`);
    return row;
  });
  write('\nPrices, us-east-1, US dollars; no free tier');
  for (const { usd, per, source } of Object.values({ ...orchestrationPrices, ...workPrices }))
    write(`  ${Number(usd.toPrecision(6))} for one ${per} (${source})`);
  write('\nAims');
  for (const { text, value, limit, isMet } of aims)
    write(`  ${isMet ? 'met    ' : 'NOT MET'} ${text}: ${Number(value.toFixed(4))} (${limit})`);
  write(JSON.stringify({ seeds: wanted, rows: Object.fromEntries(rows), aims }));
  return aims.every(({ isMet }) => isMet) ? 0 : 1;
}

function print({ title, trains }: Length, seeds: number, tried: ReadonlyMap<Name, Tried[]>, rows: Map<string, Row>): void {
  write(`\nTraining of ${title}; medians of ${seeds} seed${seeds === 1 ? '' : 's'}`);
  write(heading(''));
  for (const name of [...trains, ...trainless]) {
    const all = tried.get(name) as Tried[];
    const of = (member: 'seconds' | 'work') => median(all.map(({ ideal }) => ideal[member]));
    write(idealLine(`${changes[name].title}: ideal`, { seconds: of('seconds'), work: of('work') }));
    for (const definition of ['heard', 'unheard'] as const) {
      const row = rowOf(all, definition);
      rows.set(`${title}, ${name}, ${definition}`, row);
      write(lineOf(definition === 'heard' ? '  Trainyard' : '  Trainyard, no event arrives', row));
    }
  }
  const reference = rowOf(tried.get('full') as Tried[], 'reference');
  rows.set(`${title}, any, reference`, reference);
  write(lineOf('any change: reference', reference));
  if (reference.fault) write(`  ${reference.fault}`);
}

await withUsage('npm run --silent bench:runs -- [--seeds N]', async () => {
  process.exitCode = await main();
});
