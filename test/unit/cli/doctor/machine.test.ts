import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Machine, machineFindings } from '../../../../cli/doctor/machine.ts';
import { fakeIo } from '../fake-io.ts';

const machine: Machine = {
  nodeVersion: '22.11.0',
  dataDir: join(tmpdir(), 'no-such-folder', '.trainyard'),
  port: 0,
  running: undefined,
  needsGit: false,
};

async function find(check: string, change: Partial<Machine> = {}, env: Record<string, string | undefined> = { PATH: process.env.PATH }) {
  const found = await machineFindings({ ...machine, ...change }, fakeIo({ env, cwd: tmpdir() }));
  return found.find((finding) => finding.check === check);
}

describe('this machine', () => {
  it.each([
    ['20.18.3', 'FAIL'],
    ['20.19.0', 'ok'],
    ['23.1.0', 'warn'],
    ['24.11.0', 'ok'],
  ])('has Node %s: %s', async (nodeVersion, state) => expect((await find('node', { nodeVersion }))?.state).toBe(state));

  it('needs git only where a source is CodeCommit', async () => {
    expect((await find('git'))?.state).toBe('ok');
    const nothing = { PATH: '/nowhere' };
    expect((await find('git', {}, nothing))?.state).toBe('warn');
    expect((await find('git', { needsGit: true }, nothing))?.state).toBe('FAIL');
  });

  it('has a world that runs, or a port for one', async () => {
    expect(await find('local world', { running: 'http://127.0.0.1:4747' })).toMatchObject({
      state: 'ok',
      text: 'runs at http://127.0.0.1:4747',
    });
    expect((await find('local world'))?.state).toBe('ok');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await find('local world', { port })).toMatchObject({ state: 'warn', text: expect.stringContaining(`port ${port} is taken`) });
    server.close();
  });

  it('has room on the disk that the state folder will be on, whether that is there yet or not', async () => {
    expect(await find('disk')).toMatchObject({ state: 'ok', text: expect.stringContaining(`GB free at ${tmpdir()}`) });
  });

  it('needs no container engine', async () => {
    expect(await find('container engine', {}, { PATH: '/nowhere' })).toMatchObject({
      state: 'ok',
      text: expect.stringContaining('none found'),
    });
  });

  it('names a container engine that is installed and does not work', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'trainyard-doctor-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n', { mode: 0o755 });
    expect(await find('container engine', {}, { PATH: folder })).toMatchObject({
      state: 'warn',
      text: expect.stringMatching(/docker is installed and does not work: Cannot connect to the Docker daemon.*Process mode needs none/),
    });
  });
});
