import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { beginnings } from './beginnings.ts';
import { kinds } from './faults/kinds.ts';
import { type RunResult, simulate } from './simulate.ts';
import { type Batch, emptyTotals, merged, type Totals } from './totals.ts';
import { type Snapshot, synthesize } from './world.ts';

// Bundled by bundle.ts and run by plain Node: the command of `npm run simulate`, and, as a thread, its share of the seeds.
if (isMainThread) await command();
else await share(workerData as Work);

interface Work {
  readonly assembly: string;
  readonly seed: number;
  readonly runs: number;
  readonly only?: string;
  /** This thread's seeds: every `of`th from `part`. */
  readonly part: number;
  readonly of: number;
  /** Each seed over both transports, which must agree on how it ends. */
  readonly both: boolean;
}

async function command(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { runs: text, seed: text, only: text, replay: text, transport: text } });
  const whole = (value: string | undefined, usual: number) => {
    if (value !== undefined && !/^\d+$/.test(value)) throw new Error(`expected a whole number, got ${value}`);
    return value === undefined ? usual : Number(value);
  };
  if (values.only !== undefined && !(values.only in kinds))
    throw new Error(`--only: expected one of ${Object.keys(kinds).join(', ')}, got ${values.only}`);
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
  try {
    const assembly = synthesize(process.cwd(), folder);
    if (values.replay === undefined) {
      const both = values.transport === 'both';
      await sweep({ assembly, runs: whole(values.runs, 1000), seed: whole(values.seed, 1), only: values.only, of: 2, both });
    } else {
      const beginningOf = await beginnings(assembly);
      for (const seed of values.replay.split(','))
        await replay(beginningOf, whole(seed, 1), values.only, values.transport === 'full' ? 'full' : 'short');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replay(
  beginningOf: (seed: number) => Snapshot,
  seed: number,
  only: string | undefined,
  transport: 'short' | 'full',
): Promise<void> {
  const { timeline, violations, calls, steps } = await simulate(beginningOf(seed), seed, {
    only,
    transport,
    lines: Number.MAX_SAFE_INTEGER,
  });
  process.stdout.write(`${timeline.join('\n')}\n`);
  process.stdout.write(`${calls} calls of services, ${steps} steps\n`);
  for (const { invariant, text } of violations) process.stdout.write(`VIOLATION ${invariant}: ${text}\n`);
  if (violations.length > 0) process.exitCode = 1;
}

async function sweep(work: Omit<Work, 'part'>): Promise<void> {
  const { runs, of } = work;
  const begun = performance.now();
  let totals: Totals = emptyTotals;
  let said = begun;
  const threads = Array.from({ length: of }, (_, part) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...work, part } });
    worker.on('message', (batch: Batch) => {
      totals = merged(totals, batch);
      for (const line of batch.lines) process.stdout.write(`${line}\n`);
      if (performance.now() - said < 5000) return;
      said = performance.now();
      process.stdout.write(
        `${totals.runs} of ${runs} runs, ${Math.round((totals.runs * 1000) / (said - begun))} a second, ${totals.violations} violations\n`,
      );
    });
    return new Promise<void>((resolve, reject) => worker.once('error', reject).once('exit', () => resolve()));
  });
  await Promise.all(threads);
  const seconds = Math.round(performance.now() - begun) / 1000;
  const { faultsInjected, invariantsChecked, violations } = totals;
  const ordered = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, faultsInjected[kind] ?? 0]));
  const summary = {
    runs: totals.runs,
    seconds,
    runsPerSecond: Math.round(totals.runs / seconds),
    faultsInjected: ordered,
    invariantsChecked,
    violations,
  };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  const unproven = runs >= manyRuns && work.only === undefined ? unprovenBy(runs, ordered, invariantsChecked) : [];
  for (const text of unproven) process.stderr.write(`${text}\n`);
  if (violations > 0 || unproven.length > 0 || totals.runs < runs) process.exitCode = 1;
}

/** So many runs have to strike with every kind of fault, and to check every invariant: else they prove less than they say. */
const manyRuns = 2000;
/** 100 strikes of 100,000 runs. */
const runsPerStrike = 1000;

function unprovenBy(runs: number, faults: Readonly<Record<string, number>>, checked: Readonly<Record<string, number>>): string[] {
  const strikesAtLeast = Math.ceil(runs / runsPerStrike);
  const rare = Object.entries(faults).filter(([, count]) => count < strikesAtLeast);
  const idle = Object.entries(checked).filter(([, count]) => count === 0);
  return [
    ...rare.map(
      ([kind, count]) => `the fault ${kind} struck ${count} times: expected ${strikesAtLeast} at least, raise its rate in faults/kinds.ts`,
    ),
    ...idle.map(([name]) => `the invariant ${name} never had anything to check`),
  ];
}

async function share({ assembly, seed, runs, only, part, of, both }: Work): Promise<void> {
  const beginningOf = await beginnings(assembly);
  for (let index = part; index < runs; index += of) {
    const own = seed + index;
    const { faults, checked, violations, timeline } = await lived(beginningOf(own), own, only, both);
    const lines = violations.map(
      ({ invariant, text }) =>
        `seed ${own}: ${invariant}: ${text}\n${timeline
          .slice(-12)
          .map((line) => `    ${line.slice(0, 240)}`)
          .join('\n')}`,
    );
    parentPort?.postMessage({ runs: 1, faults, checked, violations: violations.length, lines } satisfies Batch);
  }
}

type Lived = Pick<RunResult, 'faults' | 'checked' | 'violations' | 'timeline'>;

/** One seed; with `both`, over both transports. An invariant or a service that throws is the seed's violation and not the end of the sweep. */
async function lived(beginning: Snapshot, seed: number, only: string | undefined, both: boolean): Promise<Lived> {
  try {
    const short = await simulate(beginning, seed, { only });
    const full = both ? await simulate(beginning, seed, { only, transport: 'full' }) : short;
    if (full.outcome === short.outcome) return short;
    const text = `the short cut came to "${short.outcome}", the full transport to "${full.outcome}"`;
    return { ...short, violations: [...short.violations, { invariant: 'transports agree', text }] };
  } catch (error) {
    const text = error instanceof Error ? String(error.stack) : String(error);
    return { faults: {}, checked: {}, violations: [{ invariant: 'does not crash', text }], timeline: [] };
  }
}
