import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { World } from '../world.ts';

export interface FrozenCode {
  /** Of the files' names and contents; names the frozen folder. Hexadecimal. */
  readonly hash: string;
  readonly size: number;
}

/**
 * Copies a function's folder to where nobody changes it, so that a redeploy or a build never alters code that runs.
 * @throws Error when the folder is not there or empty
 */
export function freezeCode(world: World, directory: string): FrozenCode {
  const files = existsSync(directory) ? filesBelow(directory) : [];
  if (files.length === 0) throw new Error(`Expected a folder with the function's code, got ${directory}: run \`node build.mjs\``);
  const hash = createHash('sha256');
  let size = 0;
  for (const file of files) {
    const content = readFileSync(file);
    size += content.length;
    hash.update(`${createHash('sha256').update(content).digest('hex')} ${relative(directory, file)}\n`);
  }
  const digest = hash.digest('hex');
  const frozen = frozenFolder(world, digest);
  if (!existsSync(frozen)) {
    mkdirSync(join(frozen, '..'), { recursive: true });
    rmSync(`${frozen}.tmp`, { recursive: true, force: true });
    cpSync(directory, `${frozen}.tmp`, { recursive: true, dereference: true });
    renameSync(`${frozen}.tmp`, frozen);
  }
  return { hash: digest, size };
}

/** Where the code with this hash lies. */
export const frozenFolder = (world: World, hash: string): string => join(world.dataDir, 'functions', hash);

/** At start: removes the copies that no version uses any more. */
export function removeUnusedCode(world: World, used: ReadonlySet<string>): void {
  const root = join(world.dataDir, 'functions');
  if (!existsSync(root)) return;
  for (const name of readdirSync(root)) if (!used.has(name)) rmSync(join(root, name), { recursive: true, force: true });
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
