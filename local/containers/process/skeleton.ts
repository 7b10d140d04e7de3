import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that every base image has, the deeper first. Process mode begins without a base image. */
const folders =
  'usr/local/bin usr/local/lib usr/local/share usr/local usr/bin usr/lib usr/share usr var/lib var/log var/tmp var bin etc home opt root run srv tmp'.split(
    ' ',
  );

/** Makes the usual folders for a RUN (`cd /tmp`, `ln -s … /usr/local/bin/`). @returns a function that takes away those that stayed empty */
export function usualFolders(root: string): () => void {
  const made = folders.filter((folder) => !existsSync(join(root, folder)));
  for (const folder of made) mkdirSync(join(root, folder), { recursive: true });
  return () => {
    for (const folder of made) {
      try {
        rmdirSync(join(root, folder));
      } catch {
        // something is in it now, or the RUN has removed it
      }
    }
  };
}
