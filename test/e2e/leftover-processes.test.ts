import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leftoverProcesses } from './support/leftover-processes.ts';

it('the search for leftover processes finds one that only its environment ties to the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-leftover-'));
  const env = { ...process.env, SAGEMAKER_BASE_DIR: folder };
  const child = spawn(process.execPath, ['-e', "setInterval(() => {}, 1000); process.stdout.write('up')"], { env });
  const closed = once(child, 'close');
  try {
    await once(child.stdout, 'data');
    expect(leftoverProcesses(folder)).toEqual([expect.stringContaining(`${child.pid} `)]);
  } finally {
    child.kill();
    await closed;
    rmSync(folder, { recursive: true });
  }
  expect(leftoverProcesses(folder)).toEqual([]);
});
