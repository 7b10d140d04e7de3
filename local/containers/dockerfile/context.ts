import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from '../file-hash.ts';
import { dockerIgnore, type Ignore } from './globs.ts';

/** What may be copied from: the build context without what .dockerignore names, or the folder of another stage or image. */
export interface FileTree {
  readonly root: string;
  /** Relative paths with `/`, folders ending in it, sorted; only what counts. */
  readonly files: readonly string[];
}

/** The context as `docker build` sends it. `<Dockerfile>.dockerignore` goes before `.dockerignore`, as in BuildKit. */
export function buildContext(root: string, dockerfile: string): FileTree {
  const ignoreFile = [`${dockerfile}.dockerignore`, join(root, '.dockerignore')].find((file) => existsSync(file));
  return { root, files: walk(root, '', dockerIgnore(ignoreFile ? readFileSync(ignoreFile, 'utf8') : '')) };
}

/** All that is in a folder. */
export function folderTree(root: string): FileTree {
  return { root, files: walk(root, '', dockerIgnore('')) };
}

/** A hash over names, modes and contents of some files of a tree: what a COPY depends on. */
export function hashFiles(tree: FileTree, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of files) {
    const file = join(tree.root, path);
    hash.update(`${path}\0`);
    if (path.endsWith('/')) continue;
    const link = linkTarget(file);
    if (link !== undefined) hash.update(`link ${link}\0`);
    else hash.update(`${statSync(file).mode & 0o111 ? 'x' : '-'} `).update(sha256OfFile(file));
  }
  return hash.digest('hex');
}

function walk(root: string, folder: string, ignore: Ignore): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder + entry.name;
    const ignored = ignore.ignores(path);
    if (entry.isDirectory()) {
      if (ignored && !ignore.hasExceptions) continue;
      const inside = walk(root, `${path}/`, ignore);
      if (!ignored || inside.length > 0) found.push(`${path}/`, ...inside);
    } else if ((entry.isFile() || entry.isSymbolicLink()) && !ignored) found.push(path);
  }
  return folder === '' ? found.sort() : found;
}

function linkTarget(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined; // not a link
  }
}
