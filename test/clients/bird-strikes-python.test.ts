import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { leftoverProcesses } from '../e2e/support/leftover-processes.ts';
import { good, type Program, serve, train, trainingFolder } from '../unit/examples/bird-strikes/fixture.ts';
import { refusedRequests, refusedTrainings } from '../unit/examples/bird-strikes/refusals.ts';

const isHere = inject('clients') !== undefined;
const example = resolve('examples/bird-strikes-python');
let dataDir: string;
let program: Program;

const run = async (...options: string[]) => {
  const words = [resolve('dist/trainyard.mjs'), 'run', example, '--state-dir', dataDir, ...options];
  return (await promisify(execFile)(process.execPath, words)).stdout;
};

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'trainyard-python-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

describe.skipIf(!isHere)('the example in Python', { timeout: 240_000 }, () => {
  it('is built once for both roles, trains as well as the one in JavaScript, and serves, by one command', async () => {
    const out = await run();
    expect(out).toMatch(/Metric +validation:auc = 0\.7[89]\d* \(train:logloss 0\.2\d+, validation:logloss 0\.2[56]\d*\)/);
    expect(out).toMatch(/Outcome +succeeded .*: Release 1 of bird-strikes-python is live/);
    expect(out).toMatch(/Answered +\{"probability": 0\.[5-8]\d*\}/);
    expect(out).toContain('training image   built');
    expect(out).not.toContain('inference image');
    expect(leftoverProcesses(dataDir)).toEqual([]);
    const layers = join(dataDir, 'images/process/layers');
    const venvs = readdirSync(layers).map((layer) => join(layers, layer, 'root/usr/local'));
    const hasLearn = (venv: string) =>
      existsSync(join(venv, 'lib')) &&
      readdirSync(join(venv, 'lib')).some((lib) => existsSync(join(venv, 'lib', lib, 'site-packages/sklearn')));
    const python = join(venvs.find(hasLearn) ?? '', 'bin/python3');
    program = { train: [python, '-m', 'birds', 'train'], serve: [python, '-m', 'birds', 'serve'], cwd: example };
  });

  it('does nothing again when nothing changed', async () => {
    const out = await run();
    expect(out).toMatch(/Outcome +unchanged/);
    expect(out).toMatch(/training image +reused/);
  });

  it.each(refusedTrainings)('refuses to train on %s, in the words of the other example', (_what, channels, message) => {
    const base = trainingFolder(channels);
    const { status, failure, stderr } = train(base, program);
    expect(failure).toMatch(message);
    expect(status).toBe(1);
    expect(stderr).toContain(failure);
  });

  it('refuses a wrong hyperparameter', () => {
    const { failure } = train(trainingFolder(good(), { minCount: 'many' }), program);
    expect(failure).toBe('hyperparameter minCount must be a whole number from 1 to 10000, got "many"');
    expect(train(trainingFolder(good(), { depth: '3' }), program).failure).toMatch(/^unknown hyperparameter depth; known are c, minCount/);
  });

  it('answers as the other example does', async () => {
    const base = trainingFolder(good(), { minCount: '2' });
    expect(train(base, program)).toMatchObject({ status: 0, failure: undefined });
    const { url, child } = await serve(base, program);
    const post = (body: string | Buffer, type: string, accept = 'application/json') =>
      fetch(`${url}/invocations`, { method: 'POST', body, headers: { 'content-type': type, accept } });
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    for (const [status, body, type, error] of refusedRequests) {
      const answer = await post(body, type);
      expect([answer.status, await answer.json()]).toEqual([
        status,
        { error: typeof error === 'string' ? error : expect.stringMatching(error) },
      ]);
    }
    expect((await post(Buffer.alloc(6 * 1024 * 1024 + 1, ' '), 'application/json')).status).toBe(413);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/invocations`)).status).toBe(405);
    const csv = await post(readFileSync(join(example, 'samples/reports.csv')), 'text/csv', 'text/csv');
    expect(await csv.text()).toMatch(/^0\.\d{6}\n0\.\d{6}\n$/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('is not healthy without a model', async () => {
    const { url } = await serve(trainingFolder({}), program);
    expect((await fetch(`${url}/ping`)).status).toBe(503);
  });
});
