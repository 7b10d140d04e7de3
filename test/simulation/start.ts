import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSimulator } from './bundle.ts';

const root = join(import.meta.dirname, '../..');

/** Bundles what a command of the simulation begins with, and runs it by plain Node with this process's arguments: its exit code is ours. */
export async function start(entry: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-simulator-'));
  try {
    const file = join(folder, 'main.mjs');
    await bundleSimulator(file, { entry });
    const command = ['--enable-source-maps', file, ...process.argv.slice(2)];
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    const { status, signal, error } = spawnSync(process.execPath, command, { stdio: 'inherit', cwd: root, env });
    if (error) throw error;
    if (signal) process.stderr.write(`${entry} was ended by ${signal} before it had said what came of it\n`);
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
