import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startLocalWorld } from '../../../cli/local-world.ts';
import { fakeIo } from './fake-io.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'trainyard-port-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('takes the port that this state folder had last, so that scripts survive a restart', async () => {
  const dataDir = folder();
  const first = await startLocalWorld(dataDir, fakeIo());
  const { port } = first.runtime;
  expect(readFileSync(join(dataDir, 'port'), 'utf8')).toBe(`${port}\n`);
  await first.close();
  const second = await startLocalWorld(dataDir, fakeIo());
  expect(second.runtime.port).toBe(port);
  await second.close();
});

it('takes a free port where the usual one is taken, says so, and fails where it was asked for', async () => {
  const first = await startLocalWorld(folder(), fakeIo(), 0);
  const { port } = first.runtime;
  const dataDir = folder();
  writeFileSync(join(dataDir, 'port'), `${port}\n`);
  const io = fakeIo();
  const second = await startLocalWorld(dataDir, io);
  expect(second.runtime.port).not.toBe(port);
  expect(io.written.err).toBe(`Port ${port} is taken: this world takes a free one, and keeps it where it can.\n`);
  await second.close();
  await expect(startLocalWorld(folder(), fakeIo(), port)).rejects.toThrow(`Expected port ${port} of 127.0.0.1 to be free`);
  await first.close();
});
