import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { main } from '../../../cli/dispatch.ts';
import { findModels } from '../../../cli/models.ts';
import { launchMessages } from '../../../lambdas/contract/launch.ts';
import { type SettingsFile, settingsFile } from '../../../lambdas/contract/settings.ts';
import { fakeIo } from './fake-io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const template = () => parse(readFileSync('cli/template/trainyard.yml', 'utf8')) as Record<string, unknown>;

describe('trainyard init', () => {
  it('writes a model that the settings schema takes, named after its folder', async () => {
    const io = fakeIo({ cwd: folder });
    expect(await main(['init', 'Rainy Days_2'], io, {})).toBe(0);
    expect(findModels(['Rainy Days_2'], folder)[0]).toMatchObject({ name: 'rainy-days-2', folder: join(folder, 'Rainy Days_2') });
    expect(io.written.out).toContain("trainyard run 'Rainy Days_2'");
  });

  it('overwrites nothing and names what is there', async () => {
    writeFileSync(join(folder, 'trainyard.yml'), 'mine');
    const io = fakeIo({ cwd: folder });
    expect(await main(['init', '.', '--model', 'birds'], io, {})).toBe(1);
    expect(io.written.err).toBe(
      'trainyard: Expected none of the files to write in .; found trainyard.yml. Move them away, or name another folder.\n',
    );
    expect(readFileSync(join(folder, 'trainyard.yml'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'training'))).toBe(false);
  });

  it('names a file that stands where a folder must be', async () => {
    writeFileSync(join(folder, 'training'), '');
    const io = fakeIo({ cwd: folder });
    expect(await main(['init', '--model', 'birds'], io, {})).toBe(1);
    expect(io.written.err).toContain('found training.');
  });

  it('writes the workflow of GitHub Actions into a repository that has a model, and just that', async () => {
    writeFileSync(join(folder, 'trainyard.yml'), 'model: birds\n');
    const io = fakeIo({ cwd: folder });
    expect(await main(['init', '--github-actions'], io, {})).toBe(0);
    expect(existsSync(join(folder, 'training'))).toBe(false);
    const workflow = parse(readFileSync(join(folder, '.github/workflows/trainyard.yml'), 'utf8'));
    expect(workflow).toMatchObject({ on: { push: { branches: ['main'] } }, permissions: { 'id-token': 'write' } });
    const [credentials, publish] = workflow.jobs.launch.steps;
    expect(credentials.uses).toMatch(/^aws-actions\/configure-aws-credentials@v\d+$/);
    const commit = 'a'.repeat(40);
    const message = (change: Record<string, string> = {}) => {
      const event = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', BEFORE: 'b'.repeat(40), PUSHED_AT: '1795262400' };
      const of = { GITHUB_SHA: commit, GITHUB_RUN_ID: '7', GITHUB_RUN_ATTEMPT: '1', TOPIC_ARN: 'arn:t', PATH: process.env.PATH };
      const env = { ...of, ...event, ...change };
      const { stdout } = spawnSync('bash', ['-ec', `aws() { printf '%s\\n' "$@"; }\n${publish.run}`], { env, encoding: 'utf8' });
      const [service, verb, , topic, , text] = stdout.split('\n');
      expect([service, verb, topic]).toEqual(['sns', 'publish', 'arn:t']);
      return v.parse(launchMessages.wish, JSON.parse(text ?? ''));
    };
    expect(publish.env).toMatchObject({
      BEFORE: ['$', '{{ github.event.before }}'].join(''),
      PUSHED_AT: ['$', '{{ github.event.repository.pushed_at }}'].join(''),
    });
    const wish = { model: 'birds', commit, id: 'github-7-1' };
    expect(message()).toEqual({ ...wish, head: { ref: 'refs/heads/main', before: 'b'.repeat(40), at: '1795262400' } });
    // Asked for by hand, run again, or of a branch that JSON would have to escape: a wish as any other.
    expect(message({ GITHUB_EVENT_NAME: 'workflow_dispatch', BEFORE: '', PUSHED_AT: '2026-11-21T12:00:00Z' })).toEqual(wish);
    expect(message({ GITHUB_RUN_ATTEMPT: '2' })).toEqual({ ...wish, id: 'github-7-2' });
    expect(message({ GITHUB_REF: 'refs/heads/a"b' })).toEqual(wish);
    expect(await main(['init', '--github-actions'], fakeIo({ cwd: folder }), {})).toBe(1);
  });

  it('writes no workflow unless it is asked for', async () => {
    expect(await main(['init'], fakeIo({ cwd: folder }), {})).toBe(0);
    expect(existsSync(join(folder, '.github'))).toBe(false);
  });

  it('refuses a name that no model may have', async () => {
    const io = fakeIo({ cwd: folder });
    expect(await main(['init', 'x', '--model', 'Big_Birds'], io, {})).toBe(2);
    expect(io.written.err).toContain('got "Big_Birds"');
  });
});

describe('the settings file of the template', () => {
  /** What this model sets to something else than the default, each said by its comment. */
  const own = [
    'build.training.context',
    'build.inference.context',
    'training.channels',
    'training.hyperparameters',
    'training.metrics',
    'evaluation.objective',
  ];

  it('shows every setting with the default of the schema', () => {
    const { metric, threshold } = template().evaluation as SettingsFile['evaluation'];
    const defaults = flat(v.parse(settingsFile, { model: 'my-model', evaluation: { metric, threshold } }));
    const shown = flat(v.parse(settingsFile, template()));
    const written = flat(template());
    const without = (values: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(values).filter(([key]) => !own.some((name) => key.startsWith(name))));
    expect(without(shown)).toEqual(without(defaults));
    expect(Object.keys(without(defaults)).filter((key) => !(key in written))).toEqual([]);
  });

  it('has a comment before every setting', () => {
    const lines = readFileSync('cli/template/trainyard.yml', 'utf8').split('\n');
    const bare = lines.filter((line, index) => /^ *[a-z][A-Za-z]*:/.test(line) && !/^ *#/.test(lines[index - 1] ?? ''));
    // Entries of a mapping that people fill are no settings.
    expect(bare.map((line) => line.trim().split(':')[0])).toEqual(['training', 'evaluation', 'ridge', 'regex', 'regex']);
  });
});

describe('the model of the template', () => {
  it('trains to a metric that passes its gate and beats its baseline', () => {
    const { output, status } = train();
    const [mae, baseline] = ['mae', 'baseline-mae'].map((name) => Number(new RegExp(`evaluation:${name}=([0-9.]+)`).exec(output)?.[1]));
    expect(status).toBe(0);
    expect(mae).toBeLessThan((template().evaluation as SettingsFile['evaluation']).threshold);
    expect(baseline).toBeGreaterThan((template().evaluation as SettingsFile['evaluation']).threshold);
    expect(JSON.parse(readFileSync(join(folder, 'ml/model/model.json'), 'utf8')).weights).toHaveLength(7);
  });

  it('says in the failure file what is wrong with its data', () => {
    const { status } = train((input) => writeFileSync(join(input, 'data/training/weather.csv'), 'date,wind\n2014-01-01,3\n'));
    expect(status).toBe(1);
    expect(readFileSync(join(folder, 'ml/output/failure'), 'utf8')).toMatch(
      /expected the columns date, .*; missing: precipitation, temp_max, temp_min$/,
    );
  });
});

function train(change: (input: string) => void = () => undefined) {
  const input = join(folder, 'ml/input');
  mkdirSync(join(input, 'config'), { recursive: true });
  cpSync('cli/template/data', join(input, 'data'), { recursive: true });
  writeFileSync(join(input, 'config/hyperparameters.json'), '{"ridge": "0.001"}');
  change(input);
  const { stdout, status } = spawnSync(process.execPath, ['cli/template/training/train.mjs', 'train'], {
    env: { SAGEMAKER_BASE_DIR: join(folder, 'ml') },
    encoding: 'utf8',
  });
  return { output: stdout, status };
}

/** Dotted paths to values; empty mappings and lists count as values. */
function flat(value: unknown, path = ''): Record<string, unknown> {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isMap) return { [path]: value };
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => flat(inner, path ? `${path}.${key}` : key)));
}
