import { spawnSync } from 'node:child_process';
import type { Engine } from './engine.ts';

/**
 * Ends and removes the containers of a world, or of one owner in it, at once. Blocks: a process that is about to exit needs it too.
 * @returns the names of the containers, for the log
 */
export function removeContainers({ dataDir, engine }: { dataDir: string; engine?: Engine }, owner?: string): string[] {
  if (!engine) return [];
  const call = (words: string[]) => spawnSync(engine.command, words, { env: engine.env, encoding: 'utf8' }).stdout ?? '';
  const filters = [`trainyard.world=${dataDir}`, ...(owner === undefined ? [] : [`trainyard.owner=${owner}`])];
  const found = call(['ps', '--all', '--quiet', '--no-trunc', ...filters.flatMap((label) => ['--filter', `label=${label}`])]);
  const ids = found.split('\n').filter((id) => id !== '');
  if (ids.length === 0) return [];
  // podman's `rm --force` waits ten seconds for a program that ignores SIGTERM.
  call(['kill', '--signal', 'KILL', ...ids]);
  call(['rm', '--force', '--volumes', ...ids]);
  return ids;
}
