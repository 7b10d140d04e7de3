import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from './simulate.ts';
import { snapshotOf, synthesize } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
const assembly = synthesize(process.cwd(), folder);
const snapshot = await snapshotOf(assembly);
rmSync(folder, { recursive: true });
const { timeline } = await simulate(snapshot, Number(process.argv[2] ?? 1), {
  lines: 100_000,
  transport: (process.argv[3] ?? 'short') as 'short',
});
process.stdout.write(`${timeline.join('\n')}\n`);
