import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Timer } from '../../../clock.ts';
import type { World } from '../../../world.ts';

/** Looking costs a call for every file, so it is not done all the time. */
const LOOK_SECONDS = 1;

/** Bytes on disk of everything below a folder: what is sparse counts as little as on a volume. Files that go meanwhile count as nothing. */
export async function bytesBelow(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesBelow(path);
    // POSIX's unit of blocks is 512 bytes, whatever the file system's own is.
    else sum += 512 * ((await lstat(path).catch((): Partial<Stats> => ({}))).blocks ?? 0);
  }
  return sum;
}

/** A folder on this machine has no size of its own: it is measured while a program writes to it. Calls `onFull` once. */
export function watchVolume(world: World, folder: string, maxBytes: number, onFull: (bytes: number) => void): Timer {
  let ended = false;
  let timer: Timer;
  const look = async () => {
    const bytes = await bytesBelow(folder);
    if (ended) return;
    if (bytes > maxBytes) onFull(bytes);
    else wait();
  };
  const wait = () => {
    timer = world.clock.after(LOOK_SECONDS * 1000, () => world.background(`measure ${folder}`, look()));
  };
  wait();
  return {
    cancel: () => {
      ended = true;
      timer.cancel();
    },
  };
}
