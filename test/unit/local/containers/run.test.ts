import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../local/clock.ts';
import { ProcessRecords, reapLeftovers } from '../../../../local/containers/leftovers.ts';
import type { RunningContainer } from '../../../../local/containers/runtime.ts';
import { builder, runToEnd, temporaryFolder } from './helpers.ts';

const { runtime, build, dataDir } = builder();
const records = () => readdirSync(join(dataDir, 'run/processes'));
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const started: RunningContainer[] = [];
afterEach(() => Promise.all(started.splice(0).map((container) => container.stop(0))));

/** Starts `script` as an image's program; resolves when it printed `ready`. */
async function start(script: string, more: { env?: Record<string, string>; port?: boolean } = {}) {
  await build(
    { Dockerfile: 'FROM scratch\nWORKDIR /w\nCOPY main.mjs .\nENTRYPOINT ["node", "/w/main.mjs"]', 'main.mjs': script },
    { tags: ['script'] },
  );
  const lines: string[] = [];
  let ready = () => {};
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const baseDir = join(temporaryFolder(), 'opt/ml');
  const container = await runtime.run({
    image: 'script',
    command: 'serve',
    baseDir,
    env: more.env ?? {},
    port: more.port,
    owner: 'test',
    onLine: (line) => {
      lines.push(line);
      if (line.startsWith('ready')) ready();
    },
  });
  started.push(container);
  await Promise.race([isReady, container.exited]);
  return { container, lines, baseDir };
}

describe('a process container', () => {
  it('gets the image, its own environment and nothing of this machine', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('NPM_TOKEN', 'secret');
    const { lines, baseDir, container } = await start('console.log("ready " + JSON.stringify(process.env))', {
      env: { GIVEN: '1', HERE: '/w/main.mjs', NOT_A_FILE: '/ping' },
      port: true,
    });
    vi.unstubAllEnvs();
    const env = JSON.parse(lines[0]?.slice(6) ?? '{}') as Record<string, string>;
    expect(Object.keys(env).filter((name) => /AWS|TOKEN|npm_/i.test(name))).toEqual([]);
    expect(env).toMatchObject({ GIVEN: '1', NOT_A_FILE: '/ping', SAGEMAKER_BASE_DIR: baseDir, SM_MODEL_DIR: join(baseDir, 'model') });
    expect(env.HERE).toMatch(/\/root\/w\/main\.mjs$/);
    expect(env.SAGEMAKER_BIND_TO_PORT).toBe(String(container.port));
    expect(env.HOME).not.toBe(process.env.HOME);
    expect(await container.exited).toEqual({ code: 0, signal: null });
  });

  it('gets SageMaker’s variables of a training', async () => {
    await build(
      { Dockerfile: 'FROM scratch\nCOPY t.mjs /\nENTRYPOINT ["node", "/t.mjs"]', 't.mjs': 'console.log(JSON.stringify(process.env))' },
      { tags: ['train'] },
    );
    const baseDir = temporaryFolder();
    mkdirSync(join(baseDir, 'input/config'), { recursive: true });
    mkdirSync(join(baseDir, 'input/data/my-data'), { recursive: true });
    writeFileSync(join(baseDir, 'input/config/hyperparameters.json'), '{"epochs":"3","learning-rate":"0.1"}');
    const lines: string[] = [];
    const container = await runtime.run({ image: 'train', command: 'train', env: {}, baseDir, onLine: (line) => lines.push(line) });
    await container.exited;
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      SM_HPS: '{"epochs":"3","learning-rate":"0.1"}',
      SM_HP_EPOCHS: '3',
      SM_HP_LEARNING_RATE: '0.1',
      SM_CHANNELS: '["my-data"]',
      SM_CHANNEL_MY_DATA: join(baseDir, 'input/data/my-data'),
      SM_CURRENT_HOST: 'algo-1',
    });
  });

  it('gives every line to the caller, cut where it is endless, and the exit code', async () => {
    await build({
      Dockerfile: 'FROM scratch\nCOPY o.mjs /\nCMD ["node", "/o.mjs"]',
      'o.mjs': 'process.stdout.write("one\\r\\n\\ntwo\\n" + "x".repeat(100000) + "\\nlast"); process.exitCode = 7',
    });
    const { code, lines } = await runToEnd(dataDir, 'test', []);
    expect(code).toBe(7);
    expect(lines.map((line) => (line.length > 20 ? line.length : line))).toEqual(['one\r', '', 'two', 65536, 100000 - 65536, 'last']);
  });

  it('is asked to end with SIGTERM, and ends with all that it started', async () => {
    const { container, lines } = await start(`
      import { spawn } from 'node:child_process';
      const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
      process.on('SIGTERM', () => { console.log('saved'); process.exit(0); });
      console.log('ready ' + child.pid);
      setInterval(() => {}, 1000);`);
    // Through a record: where nobody collects orphans they stay as zombies, which `kill -0` takes for alive.
    const grandchildren = new ProcessRecords(temporaryFolder());
    grandchildren.add(Number(lines[0]?.slice(6)), 'test', []);
    expect(grandchildren.alive(() => true)).toHaveLength(1);
    expect(records()).toEqual([`${container.pid}.json`]);
    expect(await container.stop(30)).toEqual({ code: 0, signal: null });
    expect(lines.at(-1)).toBe('saved');
    await vi.waitFor(() => expect(grandchildren.alive(() => true)).toEqual([]));
    expect(records()).toEqual([]);
    expect(await container.stop(0)).toEqual({ code: 0, signal: null });
  });

  it('is killed when it does not heed SIGTERM, and a later, shorter grace counts', async () => {
    const { container } = await start('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")');
    const slow = container.stop(600);
    expect(await container.stop(0.1)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await slow).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('fails with a clear text when there is no such image or program', async () => {
    const request = { command: [], env: {}, baseDir: temporaryFolder(), onLine: () => {} };
    await expect(runtime.run({ ...request, image: 'nobody/nothing:1' })).rejects.toThrow(
      'cannot pull "nobody/nothing:1": process mode has the images of this world',
    );
    await build({ Dockerfile: 'FROM scratch\nCMD ["no-such-program"]' });
    await expect(runtime.run({ ...request, image: 'test' })).rejects.toThrow(
      'there is no program "no-such-program" on this machine or in the image',
    );
    await build({ Dockerfile: 'FROM scratch' });
    await expect(runtime.run({ ...request, image: 'test' })).rejects.toThrow('neither ENTRYPOINT nor CMD');
  });
});

describe('processes that a killed world left', () => {
  it('are ended at the next start', async () => {
    const { container } = await start('setInterval(() => {}, 1000); console.log("ready")');
    expect(await reapLeftovers(dataDir, systemClock)).toEqual([expect.stringContaining(`${container.pid} (test): `)]);
    expect((await container.exited).signal).toBe('SIGTERM');
    expect(records()).toEqual([]);
  });

  it('are left alone when the pid belongs to another process by now', async () => {
    const stranger = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    const pid = stranger.pid as number;
    try {
      const folder = temporaryFolder();
      new ProcessRecords(folder).add(pid, 'test', ['sleep']);
      const file = join(folder, 'run/processes', `${pid}.json`);
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), identity: 'began at another time' }));
      expect(await reapLeftovers(folder, systemClock)).toEqual([]);
      expect(alive(pid)).toBe(true);
      expect(readdirSync(join(folder, 'run/processes'))).toEqual([]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

it('has what the image brings below /opt/ml beside what SageMaker puts there, and ENV leads to both', async () => {
  await build(
    {
      Dockerfile:
        'FROM scratch\nCOPY main.mjs /opt/ml/code/\nCOPY own.txt /opt/ml/model/\nENV DATA=/opt/ml/input/data CODE=/opt/ml/code\nCMD ["node", "/opt/ml/code/main.mjs"]',
      'main.mjs': 'console.log(process.argv[1], process.env.DATA, process.env.CODE)',
      'own.txt': 'of the image',
    },
    { tags: ['script-mode'] },
  );
  const baseDir = temporaryFolder();
  mkdirSync(join(baseDir, 'model'));
  const lines: string[] = [];
  const container = await runtime.run({ image: 'script-mode', command: [], env: {}, baseDir, onLine: (line) => lines.push(line) });
  await container.exited;
  expect(lines).toEqual([`${join(baseDir, 'code/main.mjs')} ${join(baseDir, 'input/data')} ${join(baseDir, 'code')}`]);
  expect(readdirSync(join(baseDir, 'model'))).toEqual([]);
});
