import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import type { FileTree } from '../dockerfile/context.ts';
import { dockerIgnore, glob, hasGlob } from '../dockerfile/globs.ts';
import { inside } from './run-plan.ts';

/** One source of a COPY, found in the tree it copies from. */
export interface CopySource {
  /** What it is called at its destination; '' for a folder's content, and with --parents. */
  readonly name: string;
  /** All that it brings: where it is in the tree, and where it goes below the destination. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** COPY's --parents and --exclude. */
export interface CopyOptions {
  readonly parents?: boolean;
  readonly exclude?: readonly string[];
}

/** Why a COPY cannot be done; the caller adds instruction and line. */
export class CopyFault extends Error {
  override readonly name = 'CopyFault';
}

/** The sources that the words of a COPY name. A word that names nothing is a fault, as in Docker. */
export function copySources(tree: FileTree, words: readonly string[], { parents = false, exclude = [] }: CopyOptions = {}): CopySource[] {
  const left = dockerIgnore(exclude.join('\n'));
  return words.flatMap((word) => {
    if (word.split('/').includes('..')) throw new CopyFault(`"${word}" leads out of the build context.`);
    const path = clean(word);
    const found = hasGlob(path) ? globbed(tree, path) : one(tree, path);
    if (found.length === 0)
      throw new CopyFault(`"${word}" is not there: no such file or folder in the build context (or .dockerignore leaves it out).`);
    // `a/./b/c` keeps the parents after the dot: b/c.
    const pivot = parents ? clean(word.includes('/./') ? word.slice(0, word.indexOf('/./')) : '') : '';
    return found.flatMap(({ at, folder, files }) => {
      const own = files.map((file) => (folder ? file.slice(at === '' ? 0 : at.length + 1) : basename(file)));
      const kept = files
        .map((from, index) => ({ from, to: own[index] as string }))
        .filter(({ to }) => !left.ignores(to.replace(/\/$/, '')));
      if (!folder && kept.length === 0) return [];
      if (!parents) return [{ name: folder ? '' : basename(path === '' || hasGlob(path) ? at : path), files: kept }];
      const whole = pivot === '' ? at : at.slice(pivot.length + 1);
      const below = (to: string) => (folder ? posix.join(whole, to) : whole);
      return [
        {
          name: '',
          files: [...(folder ? [{ from: `${at}/`, to: `${whole}/` }] : []), ...kept.map(({ from, to }) => ({ from, to: below(to) }))],
        },
      ];
    });
  });
}

/** All paths of the tree that some sources bring: what a COPY depends on. */
export const broughtFiles = (sources: readonly CopySource[]): string[] => [
  ...new Set(sources.flatMap(({ files }) => files.map(({ from }) => from))),
];

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
  for (const { name, files } of sources) {
    const destination = name !== '' && (toFolder || isFolder(at)) ? join(at, name) : at;
    if (name === '') mkdirSync(staysInside(root, destination), { recursive: true });
    for (const { from, to } of files) {
      const file = name === '' ? join(destination, to) : destination;
      staysInside(root, file);
      if (to.endsWith('/')) mkdirSync(file, { recursive: true });
      else await copyOne(join(tree.root, from), file, chmod);
    }
  }
}

async function copyOne(from: string, to: string, chmod: string | undefined): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  const there = lstatSync(to, { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new CopyFault(`the destination of ${basename(from)} is a folder, which a file cannot take the place of.`);
  if (!lstatSync(from).isSymbolicLink()) {
    await cp(from, to, { mode: 2, force: true });
    if (chmod) chmodSync(to, Number.parseInt(chmod, 8));
    return;
  }
  // Node's own cp refuses to put a link where the same link is.
  if (there) rmSync(to);
  symlinkSync(readlinkSync(from), to);
}

interface Found {
  readonly at: string;
  readonly folder: boolean;
  readonly files: readonly string[];
}

function one(tree: FileTree, path: string): Found[] {
  if (path === '') return [{ at: '', folder: true, files: tree.files }];
  const real = followed(tree, path);
  if (real !== path && real !== '') return one({ ...tree, files: tree.files }, real);
  if (tree.files.includes(path)) return [{ at: path, folder: false, files: [path] }];
  if (!tree.files.includes(`${path}/`)) return [];
  return [{ at: path, folder: true, files: tree.files.filter((file) => file.startsWith(`${path}/`) && file !== `${path}/`) }];
}

/** A path of the tree without the links in it, as Docker follows a source's; as it is where they lead out of the tree or nowhere. */
function followed({ root }: FileTree, path: string): string {
  try {
    const real = relative(realpathSync(root), realpathSync(join(root, path)));
    return real.startsWith('..') || real.startsWith(sep) ? path : real.split(sep).join('/');
  } catch {
    return path;
  }
}

function globbed(tree: FileTree, pattern: string): Found[] {
  const test = glob(pattern);
  return tree.files
    .map((file) => file.replace(/\/$/, ''))
    .filter((file) => test.test(file))
    .flatMap((file) => one(tree, file));
}

const clean = (word: string) => posix.normalize(`/${word}`).replace(/^\/|\/$/g, '');

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

/** The path itself. A link in the image must not lead a COPY, or a mount, out of the image's folder. @throws CopyFault */
export function staysInside(root: string, path: string): string {
  let existing = path;
  while (!existsSync(existing) && existing.length > root.length) existing = dirname(existing);
  // The last part may be a link that is replaced, not followed.
  if (existing === path && lstatSync(path).isSymbolicLink() && !statSync(path).isDirectory()) existing = dirname(path);
  const real = realpathSync(existing);
  const home = realpathSync(root);
  if (real !== home && !real.startsWith(home + sep))
    throw new CopyFault(`the destination leads out of the image through a link, to ${real}.`);
  return path;
}
