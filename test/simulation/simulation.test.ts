import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSimulator } from './bundle.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
const simulator = join(folder, 'simulator.mjs');

/** What `npm run simulate` prints, line by line. */
async function simulated(...args: string[]): Promise<string[]> {
  const command = ['--enable-source-maps', simulator, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, maxBuffer: 2 ** 28 }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: `${error.stdout}\n${error.stderr}` }),
  );
  return stdout.split('\n').filter(Boolean);
}

const violations = (lines: readonly string[]) => lines.filter((line) => /^(seed \d+|VIOLATION)/.test(line));

/** What a minute has time for; .ci/run does more. */
const runsWanted = 500;

/** Seeds that showed what was wrong, by what it was; docs/reliability.md tells of each. */
const found = [96, 209, 264, 619, 872, 1106, 1807, 1858, 2025, 5029, 5114, 20_276, 2253, 7_312_873];

describe('the simulation', () => {
  beforeAll(() => bundleSimulator(simulator), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds every promise kept over many seeds', async () => {
    const lines = await simulated('--runs', String(runsWanted), '--seed', '1');
    expect(violations(lines)).toEqual([]);
    const { runs, invariantsChecked } = JSON.parse(lines.at(-1) ?? '{}') as { runs: number; invariantsChecked: Record<string, number> };
    expect(runs).toBe(runsWanted);
    expect(Object.entries(invariantsChecked).filter(([, count]) => count === 0)).toEqual([]);
  }, 900_000);

  it('keeps its promises in the seeds that once broke them', async () => {
    expect(violations(await simulated('--replay', found.join(',')))).toEqual([]);
  }, 300_000);

  it('tells the same story of the same seed, byte for byte', async () => {
    const [once, again] = await Promise.all([simulated('--replay', '303'), simulated('--replay', '303')]);
    expect(once.length).toBeGreaterThan(50);
    expect(again).toEqual(once);
  }, 300_000);

  it("comes to the same end over the SDK's whole serialization as by the short cut", async () => {
    expect(violations(await simulated('--runs', '8', '--seed', '300', '--transport', 'both'))).toEqual([]);
  }, 300_000);
});
