import { parentPort, Worker } from 'node:worker_threads';
import { beginnings } from './beginnings.ts';
import { kinds } from './faults/kinds.ts';
import type { Violation } from './observer.ts';
import { type RunResult, simulate } from './simulate.ts';
import { type Batch, emptyTotals, merged, type Totals } from './totals.ts';
import type { Snapshot } from './world.ts';

/** A thread's share of a sweep. */
export interface Work {
  readonly assembly: string;
  readonly seed: number;
  readonly runs: number;
  readonly only?: string;
  /** This thread's seeds: every `of`th from `part`. */
  readonly part: number;
  readonly of: number;
  /** `both`: each seed over both transports, which must agree on how it ends. */
  readonly transport: 'short' | 'full' | 'both';
}

/** So many runs have to strike with every kind of fault, and to check every invariant: else they prove less than they say. */
const manyRuns = 2000;
/** 100 strikes of 100,000 runs. */
const runsPerStrike = 1000;

/** Lives through the seeds in threads; prints progress, violations and last a line of JSON. Exit code 1 on a violation and where too little was proved. */
export async function sweep(work: Omit<Work, 'part'>): Promise<void> {
  const { runs, of } = work;
  const begun = performance.now();
  let totals: Totals = emptyTotals;
  let said = begun;
  const take = (batch: Batch) => {
    totals = merged(totals, batch);
    for (const line of batch.lines) process.stdout.write(`${line}\n`);
    if (performance.now() - said < 5000) return;
    said = performance.now();
    const perSecond = Math.round((totals.runs * 1000) / (said - begun));
    process.stdout.write(`${totals.runs} of ${runs} runs, ${perSecond} a second, ${totals.violations} violations\n`);
  };
  // A thread that dies could not even begin, or is out of memory: what the others found is told all the same.
  const died = (error: Error) => take({ runs: 0, faults: {}, checked: {}, violations: 1, lines: [`does not crash: ${error.stack}`] });
  const threads = Array.from({ length: of }, (_, part) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...work, part } satisfies Work });
    return new Promise<void>((resolve) =>
      worker
        .on('message', take)
        .once('error', died)
        .once('exit', () => resolve()),
    );
  });
  await Promise.all(threads);
  const seconds = Math.round(performance.now() - begun) / 1000;
  const { faultsInjected, invariantsChecked, violations } = totals;
  const ordered = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, faultsInjected[kind] ?? 0]));
  const runsPerSecond = Math.round(totals.runs / seconds);
  const summary = { runs: totals.runs, seconds, runsPerSecond, faultsInjected: ordered, invariantsChecked, violations };
  process.stdout.write(`${JSON.stringify(summary)}\n`);
  const unproven = runs >= manyRuns && work.only === undefined ? unprovenBy(runs, ordered, invariantsChecked) : [];
  for (const text of unproven) process.stderr.write(`${text}\n`);
  if (violations > 0 || unproven.length > 0 || totals.runs < runs) process.exitCode = 1;
}

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

/** In a thread: tells its parent what came of each of its seeds. */
export async function share({ assembly, seed, runs, only, part, of, transport }: Work): Promise<void> {
  const beginningOf = await beginnings(assembly);
  for (let index = part; index < runs; index += of) {
    const own = seed + index;
    const { faults, checked, violations } = await lived(beginningOf(own), own, only, transport);
    const lines = violations.flatMap(({ invariant, text, story = [] }) => [
      `seed ${own}: ${invariant}: ${text}`,
      ...story.map((line) => `    ${line.slice(0, 240)}`),
    ]);
    parentPort?.postMessage({ runs: 1, faults, checked, violations: violations.length, lines } satisfies Batch);
  }
}

type Lived = Pick<RunResult, 'faults' | 'checked'> & { readonly violations: readonly Violation[] };

async function lived(beginning: Snapshot, seed: number, only: string | undefined, transport: Work['transport']): Promise<Lived> {
  const first = await simulate(beginning, seed, { only, transport: transport === 'both' ? 'short' : transport });
  if (transport !== 'both') return first;
  const full = await simulate(beginning, seed, { only, transport: 'full' });
  if (full.outcome === first.outcome) return first;
  const text = `the short cut came to "${first.outcome}", the full transport to "${full.outcome}"`;
  return { ...first, violations: [...first.violations, { invariant: 'transports agree', text }] };
}
