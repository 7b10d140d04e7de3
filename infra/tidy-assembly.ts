import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Removes from a cloud assembly's folder what no stack names: the assets of earlier syntheses (every state of a model's source leaves a
 * copy, and the local world synthesizes into the same folder again and again), and what this one needed on its way.
 */
export function tidyAssembly(dir: string): void {
  const names = readdirSync(dir);
  const used = new Set(names.filter((name) => name.endsWith('.assets.json')).flatMap((name) => assetPaths(join(dir, name))));
  for (const name of names) {
    if ((name.startsWith('asset.') || name === 'packages') && !used.has(name)) rmSync(join(dir, name), { recursive: true });
  }
}

function assetPaths(manifest: string): string[] {
  const { files = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as { files?: Record<string, { source: { path: string } }> };
  // Staged files lie in the folder itself; unstaged ones (`aws:cdk:disable-asset-staging`) below one of its folders, or elsewhere.
  return Object.values(files).map(({ source }) => source.path.split('/')[0] ?? '');
}
