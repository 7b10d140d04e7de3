import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grown } from '../beginnings.ts';
import { simulate } from '../simulate.ts';
import { snapshotOf, synthesize } from '../world.ts';
import { mutants } from './mutants.ts';

// Bundled with the mutants in it and run by plain Node: prints, for each mutant, the first seed that shows it and the violation.
const seedsAtMost = 150;

const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulation-'));
try {
  const fresh = await snapshotOf(synthesize(process.cwd(), folder));
  const served = await grown(fresh);
  for (const [index, { invariant, only, isGrown }] of mutants.entries()) {
    Object.assign(globalThis, { simulatedMutant: index });
    let found: string | undefined;
    let seed = 0;
    while (found === undefined && seed < seedsAtMost) {
      seed += 1;
      const { violations } = await simulate(isGrown ? served : fresh, seed, { only });
      found = violations.find((violation) => violation.invariant === invariant)?.text;
    }
    process.stdout.write(`${JSON.stringify({ index, seed, found })}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
