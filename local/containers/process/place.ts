import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { staysInside } from './copy.ts';
import { inside } from './run-plan.ts';

/** Something that is in the image for the time of one RUN only. */
export interface Placed {
  /** The image's path, absolute. */
  readonly target: string;
  /** Makes it: what was there is out of the way, the folder above is there. */
  put(at: string): void | Promise<void>;
}

/**
 * Puts things into an image's folder. @returns a function that takes them away and brings back what they covered
 * @param aside a folder on the same disk, for what is covered
 */
export async function place(placed: readonly Placed[], root: string, aside: string): Promise<() => void> {
  const undo: (() => void)[] = [];
  for (const [index, { target, put }] of placed.entries()) {
    const at = staysInside(root, inside(root, target));
    const covered = join(aside, `covered-${index}`);
    if (isThere(at)) renameSync(at, covered);
    mkdirSync(dirname(at), { recursive: true });
    undo.unshift(() => {
      rmSync(at, { recursive: true, force: true });
      if (isThere(covered)) renameSync(covered, at);
    });
    await put(at);
  }
  return () => {
    for (const step of undo) step();
  };
}

/** Also a link that leads nowhere. */
const isThere = (path: string) => existsSync(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined;
