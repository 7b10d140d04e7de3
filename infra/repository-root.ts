import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder: `infra/..` under tsx and `dist/..` when bundled. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** A file of the repository that the stacks contain, as text. Throws naming the file when it is not there. */
export function repositoryText(path: string): string {
  return readFileSync(repositoryPath(path), 'utf8');
}

/** The absolute path of a file or folder of the repository. Throws naming it, and how to make it, when it is not there. */
export function repositoryPath(path: string): string {
  const file = join(repositoryRoot, path);
  if (existsSync(file)) return file;
  throw new Error(`${path}: expected in ${repositoryRoot}, not found${path.startsWith('dist/') ? '; run `node build.mjs`' : ''}`);
}

/** Part of every image's key, so that other build commands mean another image. */
export const buildspecHash = () => createHash('sha256').update(repositoryText('buildspecs/build-image.yml')).digest('hex').slice(0, 16);
