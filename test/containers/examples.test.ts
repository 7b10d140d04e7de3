import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { dockerOnPodman, freePort, hasDocker } from './support/docker-on-podman.ts';

/** The whole pipeline for the examples as they are: unchanged Dockerfiles, the buildspecs' own commands, containers that train and serve. */
const folder = mkdtempSync(join(tmpdir(), 'trainyard-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an example', () => {
  it.each([
    { example: 'bird-strikes', runtime: 'podman' as const },
    { example: 'bird-strikes-python', runtime: 'podman' as const },
    { example: 'bird-strikes', runtime: 'docker' as const },
  ])('$example is built, pushed, trained, verified and served with $runtime', async ({ example, runtime }) => {
    if (runtime === 'docker' && !hasDocker) return;
    const dataDir = join(folder, `${example}-${runtime}`);
    const port = await freePort();
    const endService = runtime === 'docker' ? await dockerOnPodman(folder, port) : () => {};
    const words = ['local', resolve('examples', example), '--once', '--logs', '--state-dir', dataDir, '--port', `${port}`];
    const { stdout } = await promisify(execFile)(process.execPath, [resolve('dist/trainyard.mjs'), ...words, '--runtime', runtime], {
      maxBuffer: 2 ** 26,
    });
    expect(stdout).toMatch(/Outcome +succeeded/);
    expect(stdout).toMatch(/Answered +\{"probability": ?0\.\d+\}/);
    // Which runtime it was stands in the log of every build.
    expect(stdout).toMatch(new RegExp(`\\[Container\\] .* Containers by ${runtime} \\d`));
    expect(execFileSync(runtime, ['ps', '--all', '--quiet', '--filter', `label=trainyard.world=${dataDir}`]).toString()).toBe('');
    expect(readFileSync(join(dataDir, 'runtime'), 'utf8')).toBe(`${runtime}\n`);
    expect(readdirSync(join(dataDir, 'run/processes'))).toEqual([]);
    endService();
  });
});
