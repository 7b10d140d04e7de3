import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { inside } from './run-plan.ts';

/** Folders that every system has: what is not of the image in them is this machine's. */
const system = new Set(
  '/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/lib /usr/local/sbin /usr/sbin /usr/share /var /var/cache /var/lib /var/log /var/run /var/tmp'.split(
    ' ',
  ),
);

/**
 * Whether a path that a script names is the image's: what is there in its folder, or would be made in a folder of it. The machine has no say, so that
 * an image is the same wherever it is built.
 */
export function isImagePath(path: string, root: string): boolean {
  const normal = posix.normalize(path).replace(/(.)\/$/, '$1');
  if (system.has(normal)) return false;
  const folder = posix.dirname(normal);
  return existsSync(inside(root, normal)) || (!system.has(folder) && existsSync(inside(root, folder)));
}

/** An absolute path, where one can begin: after a space, a quote, `=`, `:` and the like; never the path of an address. */
export const pathAt = /^(?:\/[\w.@%+-]+)+\/?/;
export const beforePath = /[\s"'=:(<>|&;,{[@!`]/;

/** A word of an exec form with the paths in it moved: a path alone, `--config=/app/x.yml`, or code that names one. */
export function movedWord(word: string, move: (path: string) => string | undefined): string {
  let out = '';
  for (let i = 0; i < word.length; ) {
    const [path] = word[i] === '/' && (i === 0 || beforePath.test(word[i - 1] as string)) ? (pathAt.exec(word.slice(i)) ?? []) : [];
    const moved = path === undefined ? undefined : move(path);
    out += moved ?? word[i];
    i += moved === undefined ? 1 : (path as string).length;
  }
  return out;
}
