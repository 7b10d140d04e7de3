import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keyFile = (dataDir: string) => join(dataDir, 'owner-key');

/** The secret by which the command line and git's hooks prove that they may read this state folder; made with the folder. */
export function makeOwnerKey(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const known = readOwnerKey(dataDir);
  // A copy of the folder may have other rights.
  if (known !== undefined) chmodSync(keyFile(dataDir), 0o600);
  else writeFileSync(keyFile(dataDir), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  return known ?? makeOwnerKey(dataDir);
}

/** Undefined where there is none, or nobody may read it. */
export function readOwnerKey(dataDir: string): string | undefined {
  try {
    return /^[0-9a-f]{64}$/m.exec(readFileSync(keyFile(dataDir), 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}
