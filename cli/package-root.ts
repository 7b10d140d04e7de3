import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of Trainyard's package.json: from `cli/` under tsx as from `dist/` when bundled. */
export function packageRoot(from = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`No package.json above ${from}.`);
  }
}

/** What people type to call this program: in the checkout it is on no PATH. */
export function programName(cwd: string): string {
  return cwd === packageRoot() ? 'npx trainyard' : 'trainyard';
}

/** This version, for `--version` and `--help`. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
