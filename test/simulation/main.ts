import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, workerData } from 'node:worker_threads';
import { oneOfThese, UsageError, whole, withUsage } from './arguments.ts';
import { beginnings } from './beginnings.ts';
import { kinds } from './faults/kinds.ts';
import { simulate } from './simulate.ts';
import { share, sweep, type Work } from './sweep.ts';
import { synthesize } from './world.ts';

// Bundled by bundle.ts and run by plain Node: the command of `npm run simulate`, and, as a thread, its share of the seeds.
const usage = `npm run --silent simulate -- [--runs N] [--seed S] [--only FAULT] [--transport short|full|both]
npm run --silent simulate -- --replay SEED[,SEED…] [--only FAULT] [--transport short|full]`;

if (isMainThread) await withUsage(usage, command);
else await share(workerData as Work);

async function command(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { runs: text, seed: text, only: text, replay: text, transport: text } });
  const { only, replay } = values;
  if (only !== undefined && !Object.hasOwn(kinds, only))
    throw new UsageError(`--only: expected one of ${Object.keys(kinds).join(', ')}, got ${only}`);
  const runs = whole('runs', values.runs, 1000);
  const seed = whole('seed', values.seed, 1, 0);
  const seeds = replay?.split(',').map((one) => whole('replay', one, 1, 0));
  const transports = seeds ? (['short', 'full'] as const) : (['short', 'full', 'both'] as const);
  const transport = oneOfThese('transport', values.transport, transports, 'short');
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
  try {
    const assembly = synthesize(process.cwd(), folder);
    if (seeds) await tell(assembly, seeds, only, transport === 'full' ? 'full' : 'short');
    else await sweep({ assembly, runs, seed, only, of: 2, transport });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole story of each seed; where a promise is broken, the story says so at that moment. */
async function tell(assembly: string, seeds: readonly number[], only: string | undefined, transport: 'short' | 'full'): Promise<void> {
  const beginningOf = await beginnings(assembly);
  for (const seed of seeds) {
    const told = await simulate(beginningOf(seed), seed, { only, transport, lines: Number.MAX_SAFE_INTEGER });
    process.stdout.write(`${told.timeline.join('\n')}\n${told.calls} calls of services, ${told.steps} steps\n`);
    for (const { invariant, text } of told.violations) process.stdout.write(`VIOLATION ${invariant}: ${text}\n`);
    if (told.violations.length > 0) process.exitCode = 1;
  }
}
