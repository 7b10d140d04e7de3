import { join } from 'node:path';
import { defaultInstallation } from './account.ts';
import { runChild } from './child.ts';
import type { Io } from './io.ts';
import type { LocalModel } from './models.ts';
import { packageRoot } from './package-root.ts';

/** Who gets the mails of a local world: nobody; they are files, and the subscription makes the stack the one that AWS gets. */
const mailbox = 'you@example.com';

/**
 * Writes the cloud assembly of the stacks with these models, in a process of its own: the CDK is large, and needed once. `others`: names of
 * models that are deployed already.
 */
export async function synthesize(models: readonly LocalModel[], others: readonly string[], dataDir: string, io: Io): Promise<string> {
  const outdir = join(dataDir, 'cdk.out');
  const args = [
    '--installation',
    defaultInstallation,
    '--email',
    mailbox,
    '--outdir',
    outdir,
    '--models',
    models.map(({ file }) => file).join(','),
    ...(others.length > 0 ? ['--context', `deployed=${others.join(',')}`] : []),
  ];
  await runChild(
    { name: 'Synthesizing the stacks', command: process.execPath, args: [join(packageRoot(), 'dist', 'infra.mjs'), ...args], cwd: io.cwd },
    io,
  );
  return outdir;
}
