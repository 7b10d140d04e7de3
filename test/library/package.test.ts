import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFolder, settingsOf, synthesize } from '../infra/synthesize.ts';
import { install, pack, run, tsc } from './installed-package.ts';

// What `npm pack` makes, in somebody else's CDK app that has nothing but it and what it depends on.
let folder: string;
let paths: string[];
let birds: string;
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'trainyard-library-')));
  const packed = await pack(folder);
  paths = packed.paths;
  await install(packed.tarball, folder);
  birds = modelFolder(settingsOf('birds'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const app = (rest: string) => `import { App } from 'aws-cdk-lib';
import { ModelPipeline, Trainyard } from 'trainyard';
const app = new App({ outdir: 'cdk.out', builtinCloudFormationValidation: false });
${rest}
app.synth();
`;

async function synthesized(rest: string): Promise<Map<string, object>> {
  writeFileSync(join(folder, 'app.mjs'), app(rest));
  rmSync(join(folder, 'cdk.out'), { recursive: true, force: true });
  await run(process.execPath, ['app.mjs'], { cwd: folder });
  const names = readdirSync(join(folder, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
  return new Map(
    names.map((name) => [name.replace('.template.json', ''), JSON.parse(readFileSync(join(folder, 'cdk.out', name), 'utf8'))]),
  );
}

describe('the package', { timeout: 120_000 }, () => {
  it('holds what runs, its types and its documents: no sources, tests or state', () => {
    for (const path of [
      'dist/trainyard.mjs',
      'dist/library.cjs',
      'dist/types/infra/index.d.ts',
      'dist/lambdas/launch/index.cjs',
      'LICENSE',
    ])
      expect(paths).toContain(path);
    const others = paths.filter(
      (path) => !/^(dist|docs|buildspecs|statemachine|cli\/template)\/|^[A-Z]+(\.md)?$|^(package|cdk)\.json$/.test(path),
    );
    expect(others).toEqual([]);
    expect(paths.filter((path) => /(?<!\.d)\.ts$|\.test\.|(^|\/)\.(trainyard|git|ci)\b|cdk\.out/.test(path))).toEqual([]);
  });

  it('gives an app the same stacks as `cdk synth` here: the constructs’ ids are the stacks’ names, as they are part of the ids of some permissions', async () => {
    const templates = await synthesized(`
      const trainyard = new Trainyard(app, 'MyTeam', { installation: 'my-team', email: 'team@example.com' });
      new ModelPipeline(app, 'MyTeam-birds', { trainyard, folder: ${JSON.stringify(birds)} });`);
    const ours = synthesize('--installation', 'my-team', '--email', 'team@example.com', '--models', birds).templates;
    expect(Object.fromEntries(templates)).toEqual(Object.fromEntries(ours));
  });

  it('takes a model’s settings as an object, and says what is wrong in one line', async () => {
    const settings = `{ model: 'planes', evaluation: { metric: 'auc', threshold: 0.5 } }`;
    const templates = await synthesized(`
      const trainyard = new Trainyard(app, 'Yard', { githubRepositories: ['octo/planes'], webhookConcurrency: 5 });
      new ModelPipeline(app, 'Planes', { trainyard, folder: ${JSON.stringify(birds)}, settings: ${settings} });`);
    expect([...templates.keys()]).toEqual(['Planes', 'Yard']);
    expect(JSON.stringify(templates.get('Planes'))).toContain('/trainyard/planes/defaults/evaluation');
    const wrong = synthesized(`new ModelPipeline(app, 'Planes', { trainyard: new Trainyard(app, 'Yard'), settings: ${settings} });`);
    await expect(wrong).rejects.toThrow(
      /settings of "planes": folder: expected the model's folder with source\.type folder, got nothing\n/,
    );
  });

  it('has types that know the settings', async () => {
    mkdirSync(join(folder, 'typed'), { recursive: true });
    writeFileSync(
      join(folder, 'typed/app.ts'),
      app(`const trainyard = new Trainyard(app, 'Yard', { email: 'team@example.com' });
const evaluation = { metric: 'auc', threshold: 0.5 };
new ModelPipeline(app, 'A', { trainyard, settings: { model: 'a', source: { type: 'github', repository: 'octo/a' }, evaluation } });
// @ts-expect-error no such source
new ModelPipeline(app, 'B', { trainyard, settings: { model: 'b', source: { type: 'svn' }, evaluation } });
// @ts-expect-error no threshold
new ModelPipeline(app, 'C', { trainyard, settings: { model: 'c', evaluation: { metric: 'auc' } } });
// @ts-expect-error no such option
new Trainyard(app, 'D', { mail: 'team@example.com' });`),
    );
    const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, skipLibCheck: true, types: [] };
    writeFileSync(join(folder, 'typed/tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
    const { stdout } = await run(process.execPath, [tsc, '-p', 'typed'], { cwd: folder }).catch((error) => error as { stdout: string });
    expect(stdout).toBe('');
  });

  it('has the command, which trains and serves what it initialized', { timeout: 180_000 }, async () => {
    const trainyard = (...words: string[]) => run(join(folder, 'node_modules/.bin/trainyard'), words, { cwd: folder });
    expect((await trainyard('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    await expect(trainyard('local')).rejects.toThrow(/models\/ is empty\. `trainyard init PATH` writes one\./);
    await trainyard('init', 'weather');
    expect(readFileSync(join(folder, 'weather/trainyard.yml'), 'utf8')).toMatch(
      /\$schema=\S*node_modules\/trainyard\/docs\/trainyard\.schema\.json/,
    );
    expect((await trainyard('run', 'weather')).stdout).toMatch(/Outcome {5}succeeded after .*: Release 1 of weather is live/);
  });
});
