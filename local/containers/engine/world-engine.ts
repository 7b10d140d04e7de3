import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseEngine } from './choose.ts';
import type { Engine, runtimeChoices } from './engine.ts';

/**
 * The engine of a state folder. A folder keeps the runtime it was begun with, since the images in its registry are that runtime's:
 * process mode makes no images that docker could run, and cannot run theirs.
 * @param wanted default: the folder's own, for a new one `process`
 * @throws Error when the folder has another, or the engine does not work
 */
export function engineOfFolder(
  dataDir: string,
  wanted: (typeof runtimeChoices)[number] | undefined,
  userEnvironment: Readonly<Record<string, string | undefined>>,
  note: (text: string) => void,
): Engine | undefined {
  const file = join(dataDir, 'runtime');
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : existsSync(join(dataDir, 'state')) ? 'process' : undefined;
  if (known !== undefined && wanted !== undefined && wanted !== 'auto' && wanted !== known) {
    throw new Error(
      `Expected --runtime ${known} for ${dataDir}, whose images were made with it; got ${wanted}: take another folder (--state-dir), remove this one, or leave --runtime away`,
    );
  }
  const engine = chooseEngine((known as typeof wanted) ?? wanted ?? 'process', userEnvironment, note);
  mkdirSync(dataDir, { recursive: true });
  if (known === undefined) writeFileSync(file, `${engine?.name ?? 'process'}\n`);
  return engine;
}
