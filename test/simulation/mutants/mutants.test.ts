import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleSimulator } from '../bundle.ts';
import { invariants } from '../invariants/index.ts';
import { mutants } from './mutants.ts';

const root = join(import.meta.dirname, '../../..');

interface Seen {
  readonly seed: number;
  readonly found?: string;
}

/** One bundle with every mutant in it, and one process: each is switched on in its turn. */
async function seen(): Promise<Seen[]> {
  const folder = mkdtempSync(join(root, 'node_modules/.simulation-'));
  try {
    const file = join(folder, 'mutants.mjs');
    const changes = mutants.flatMap((mutant, index) =>
      mutant.changes.map(({ file, from, to }) => ({
        file,
        from,
        to: to.replaceAll('BROKEN', `(globalThis.simulatedMutant === ${index})`),
      })),
    );
    await bundleSimulator(file, { entry: 'test/simulation/mutants/run.ts', changes });
    const { stdout } = await promisify(execFile)(process.execPath, ['--enable-source-maps', file], { cwd: root, maxBuffer: 2 ** 26 });
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Seen);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('an invariant sees code that is broken on purpose', () => {
  let all: Seen[] = [];
  beforeAll(async () => {
    all = await seen();
  }, 300_000);

  it.each(mutants.map((mutant, index) => ({ ...mutant, index })))('$invariant: $what', ({ index }) => {
    expect(all[index]?.found).toBeDefined();
  });

  it('there is a mutant for every invariant', () => {
    expect(
      invariants()
        .map(({ name }) => name)
        .filter((name) => !mutants.some(({ invariant }) => invariant === name)),
    ).toEqual([]);
  });
});
