import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

/** A folder as a zip that depends on names, contents and modes only: the same bytes on every machine, at any time. */
export function zipFolder(folder: string): Uint8Array {
  const files: Zippable = {};
  collect(folder, '', files);
  // The earliest time a zip can hold, written in local time: given in local time.
  return zipSync(files, { level: 6, mtime: '1980-01-01T00:00:00', os: 3 });
}

function collect(root: string, folder: string, files: Zippable): void {
  for (const name of readdirSync(join(root, folder)).sort()) {
    const path = folder ? `${folder}/${name}` : name;
    const stat = statSync(join(root, path));
    if (stat.isDirectory()) collect(root, path, files);
    // Of the mode only what people mean by it: others differ with the umask.
    else files[path] = [readFileSync(join(root, path)), { os: 3, attrs: (stat.mode & 0o111 ? 0o100755 : 0o100644) << 16 }];
  }
}
