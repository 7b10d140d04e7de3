import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, Entry> };

// npm writes only what its registry has at hand; `npm ci` then refuses the whole file, and the first command of the README fails.
test('the lock file has the binaries of every platform, so that npm ci takes it', () => {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name, wanted]) => /^\d/.test(wanted) && !isLocked(path, name))
      .map(([name]) => name),
  );
  expect(missing).toEqual([]);
});

function isLocked(path: string, name: string): boolean {
  return lock.packages[`${path}/node_modules/${name}`] !== undefined || lock.packages[`node_modules/${name}`] !== undefined;
}
