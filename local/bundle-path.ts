import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where build.mjs put a bundle, such as `bin/docker.mjs`: beside the bundle this runs from, or in the `dist` of the repository it is read from.
 * @throws Error when it was not built
 */
export function bundlePath(file: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    for (const candidate of [join(folder, file), join(folder, 'dist', file)]) {
      if (existsSync(candidate)) return candidate;
    }
    if (folder === dirname(folder)) throw new Error(`dist/${file} is not there: expected what "node build.mjs" makes; run it`);
  }
}
