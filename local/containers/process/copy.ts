import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join, posix, sep } from 'node:path';
import type { FileTree } from '../dockerfile/context.ts';
import { glob, hasGlob } from '../dockerfile/globs.ts';
import { inside } from './run-plan.ts';

/** One source of a COPY, found in the tree it copies from. */
export interface CopySource {
  /** Relative to the tree's root; '' is the root itself. */
  readonly path: string;
  readonly folder: boolean;
  /** All that it brings, relative to the tree's root. */
  readonly files: readonly string[];
}

/** Why a COPY cannot be done; the caller adds instruction and line. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

/** The sources that the words of a COPY name. A word that names nothing is a fault, as in Docker. */
export function copySources(tree: FileTree, words: readonly string[]): CopySource[] {
  return words.flatMap((word) => {
    const path = posix.normalize(`/${word}`).replace(/^\/|\/$/g, '');
    if (word.split('/').includes('..')) throw new CopyFault(`"${word}" leads out of the build context.`);
    const found = hasGlob(path) ? globbed(tree, path) : one(tree, path);
    if (found.length === 0)
      throw new CopyFault(`"${word}" is not there: no such file or folder in the build context (or .dockerignore leaves it out).`);
    return found;
  });
}

/** Copies into the image's folder as Docker does: a folder's content rather than the folder; many sources need a folder to go to. */
export async function copyFiles(
  tree: FileTree,
  sources: readonly CopySource[],
  root: string,
  target: string,
  chmod?: string,
): Promise<void> {
  const toFolder = target.endsWith('/') || target.endsWith('/.') || sources.length > 1;
  const at = inside(root, target);
  for (const source of sources) {
    const destination = !source.folder && (toFolder || isFolder(at)) ? join(at, basename(source.path)) : at;
    if (source.folder) mkdirSync(stays(root, destination), { recursive: true });
    for (const file of source.files) {
      const to = source.folder ? join(destination, file.slice(source.path === '' ? 0 : source.path.length + 1)) : destination;
      stays(root, to);
      if (file.endsWith('/')) mkdirSync(to, { recursive: true });
      else {
        mkdirSync(dirname(to), { recursive: true });
        await cp(join(tree.root, file), to, { verbatimSymlinks: true, mode: 2, force: true });
        if (chmod && !lstatSync(to).isSymbolicLink()) chmodSync(to, Number.parseInt(chmod, 8));
      }
    }
  }
}

function one(tree: FileTree, path: string): CopySource[] {
  if (path === '') return [{ path, folder: true, files: tree.files }];
  if (tree.files.includes(path)) return [{ path, folder: false, files: [path] }];
  if (!tree.files.includes(`${path}/`)) return [];
  return [{ path, folder: true, files: tree.files.filter((file) => file.startsWith(`${path}/`) && file !== `${path}/`) }];
}

function globbed(tree: FileTree, pattern: string): CopySource[] {
  const test = glob(pattern);
  return tree.files
    .map((file) => file.replace(/\/$/, ''))
    .filter((file) => test.test(file))
    .flatMap((file) => one(tree, file));
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** A link in the image must not lead a COPY out of the image's folder. */
function stays(root: string, path: string): string {
  let existing = path;
  while (!existsSync(existing) && existing.length > root.length) existing = dirname(existing);
  const real = realpathSync(existing);
  const home = realpathSync(root);
  if (real !== home && !real.startsWith(home + sep))
    throw new CopyFault(`the destination leads out of the image through a link, to ${real}.`);
  return path;
}
