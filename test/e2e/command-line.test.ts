import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leftoverProcesses } from './support/leftover-processes.ts';

// The command line as people run it, without a terminal; `npm test` has bundled it.
const trainyard = resolve('dist/trainyard.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function start(words: readonly string[], cwd = folder): { child: ChildProcess; out: () => string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [trainyard, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (out += text));
  return { child, out: () => out, ended: new Promise((done) => child.once('close', done)) };
}

async function run(...words: string[]): Promise<{ code: number | null; out: string }> {
  const { out, ended } = start(words);
  return { code: await ended, out: out() };
}

/** Runs until the output has a text, then presses Ctrl+C; and again when it has another. */
async function interrupt(after: string, words: readonly string[], again?: string): Promise<{ code: number | null; out: string }> {
  const { child, out, ended } = start(words);
  const keys = [after, ...(again ? [again] : [])];
  const seen = () => {
    if (keys[0] === undefined || !out().includes(keys[0])) return;
    keys.shift();
    child.kill('SIGINT');
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', seen);
  return { code: await ended, out: out() };
}

describe('a model that `trainyard init` wrote', { timeout: 120_000 }, () => {
  it('trains and serves with `trainyard run`', async () => {
    expect((await run('init', 'weather')).code).toBe(0);
    const { code, out } = await run('run', 'weather');
    expect(out).toMatch(/Outcome {5}succeeded after .*: Release 1 of weather is live/);
    expect(out).toMatch(/Gate {8}passed: evaluation:mae 2\.09\d* /);
    expect(out).toMatch(/Answered {4}\{"temp_max_tomorrow":-?[\d.]+\}/);
    expect(out).toMatch(/On AWS {6}this run: .*\n {12}a month of the endpoint: about \$/);
    const mail = /Mail {8}(\S+\.eml)/.exec(out)?.[1] ?? '';
    expect(readFileSync(join(folder, mail), 'utf8')).toContain('Subject: [weather] release 1 is live');
    expect(code).toBe(0);
    expect(leftoverProcesses(folder)).toEqual([]);
  });

  it('takes the model of the folder it is called in: builds and trains nothing when nothing changed, and says why', async () => {
    const { ended, out: text } = start(['run', '--state-dir', '../.trainyard'], join(folder, 'weather'));
    const code = await ended;
    const out = text();
    expect(out).toMatch(/Outcome {5}unchanged/);
    for (const what of ['training image ', 'inference image', 'training       ']) expect(out).toMatch(new RegExp(`${what} +reused: \\w+`));
    expect(code).toBe(0);
  });

  it('does not train again when only the serving code changed', async () => {
    const serve = join(folder, 'weather/inference/serve.mjs');
    writeFileSync(serve, `${readFileSync(serve, 'utf8')}// changed\n`);
    const { code, out } = await run('run', 'weather');
    expect(out).toMatch(/training image +reused/);
    expect(out).toMatch(/inference image +built/);
    expect(out).toMatch(/training +reused/);
    expect(code).toBe(0);
  });

  it('answers `invoke`, and is listed by `status`, `logs`', async () => {
    expect((await run('invoke', 'weather', '--data', 'weather/samples/summer-day.json')).out).toMatch(/^\{"temp_max_tomorrow":[\d.]+\}$/);
    const status = await run('status', 'weather');
    expect(status.out).toMatch(/^weather\n {2}champion {2}release 2, since .*\n {12}run .*\n {2}endpoint {2}weather: InService\n/);
    const first = /(\S+) {2}succeeded {2}Release 1 /.exec(status.out)?.[1] ?? '';
    expect((await run('logs', first, '--state', 'AwaitTraining')).out).toMatch(/ training +evaluation:mae=2\.09/);
  });

  it('gives exit code 3 when the gate says no', async () => {
    const { code, out } = await run('run', 'weather', '--option', 'evaluation.threshold=1');
    expect(out).toMatch(/Gate {8}rejected: /);
    expect(code).toBe(3);
  });

  it.each([
    ['a synthesis', 'Local world at', /Interrupted\.\n$/],
    ['a run', '▸   AwaitTraining\n', /Stopped arn:.* in AwaitTraining\.\nMail: \S+aborted-stopped-in\S+\.eml\nInterrupted\.\n$/],
  ])('ends cleanly on Ctrl+C in %s', async (_, after, said) => {
    const train = join(folder, 'weather/training/train.mjs');
    writeFileSync(train, `await new Promise((done) => setTimeout(done, 60_000));\n${readFileSync(train, 'utf8')}`);
    const { code, out } = await interrupt(after, ['local', 'weather', '--once']);
    expect(out).toMatch(said);
    expect(code).toBe(130);
    expect(leftoverProcesses(folder)).toEqual([]);
  });

  it('ends at once on a second Ctrl+C, and leaves no process', async () => {
    const { code, out } = await interrupt('▸   AwaitTraining\n', ['local', 'weather', '--once'], 'Stopping…');
    expect(out).not.toContain('Mail: ');
    expect(code).toBe(130);
    expect(leftoverProcesses(folder)).toEqual([]);
  });
});
