import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { sampleProblems } from '../lambdas/contract/samples.ts';
import type { Settings } from '../lambdas/contract/settings.ts';

/**
 * Looks at the samples of a model's folder before anything is deployed: what no endpoint takes would fail the run after a training.
 * A repository's are looked at by its build.
 * @throws Error with one line for each fault
 */
export function checkSamples(shown: string, folder: string, { samples, sampleTypes }: Settings['deployment']): void {
  const root = join(folder, samples);
  const entries = statSync(root, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(root, { recursive: true, withFileTypes: true })
    : [];
  const files = entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path: relative(root, path).split(sep).join('/'), bytes: stat.size }] : [];
  });
  const faults = sampleProblems(files, sampleTypes);
  if (faults.length > 0) throw new Error(faults.map((fault) => `${shown}: ${fault}`).join('\n'));
}
