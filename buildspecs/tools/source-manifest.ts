import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isExcluded, type ManifestEntry } from '../../lambdas/contract/manifest.ts';

/** The manifest of a checked-out source, by the rules that lambdas/contract/manifest.ts writes down. */
export function sourceManifest(root: string, folder = ''): ManifestEntry[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isExcluded(path)) return [];
    const file = join(root, path);
    if (lstatSync(file).isDirectory()) return sourceManifest(root, path);
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) return [];
    return [{ sha256: sha256Of(file), executable: (stat.mode & 0o111) !== 0, path }];
  });
}

/** A chunk at a time: Node reads no file of 2 GB at once. */
function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(2 ** 20);
  const input = openSync(file, 'r');
  try {
    for (let length = readSync(input, buffer); length > 0; length = readSync(input, buffer)) hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(input);
  }
  return hash.digest('hex');
}
