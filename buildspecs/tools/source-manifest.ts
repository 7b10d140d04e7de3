import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
    return [{ sha256: createHash('sha256').update(readFileSync(file)).digest('hex'), executable: (stat.mode & 0o111) !== 0, path }];
  });
}
