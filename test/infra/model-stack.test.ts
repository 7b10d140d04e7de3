import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseManifest } from '../../lambdas/contract/manifest.ts';
import { unzip } from '../../local/services/codebuild/source/unzip.ts';
import { folderWith, modelFolder, ofType, settingsOf, synthesize, type Template } from './synthesize.ts';

const parameters = (template: Template) =>
  Object.fromEntries(ofType(template, 'AWS::SSM::Parameter').map(([, { Properties }]) => [Properties.Name, Properties.Value]));

it('makes one top-level stack for each model, beside the shared one', () => {
  const models = ['birds', 'planes'].map((name) => modelFolder(settingsOf(name))).join(',');
  expect([...synthesize('--models', models).templates.keys()]).toEqual(['Trainyard', 'Trainyard-birds', 'Trainyard-planes']);
});

it('keeps a second installation apart by its prefix', () => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')), '--installation', 'my-team');
  const names = JSON.stringify(
    [...templates.values()].map(({ Resources }) => Object.values(Resources).map(({ Properties }) => Properties)),
  );
  expect([...templates.keys()]).toEqual(['MyTeam', 'MyTeam-birds']);
  expect(names).toContain('my-team-pipeline');
  expect(names).not.toMatch(/"trainyard-|\/trainyard[/-]/);
});

it('writes every section of the settings as JSON with the defaults filled in', () => {
  const folder = modelFolder(`${settingsOf('birds')}training:\n  hyperparameters:\n    epochs: 30\n`);
  const values = parameters(synthesize('--models', folder).templates.get('Trainyard-birds') as Template);
  const sections = ['build', 'deployment', 'evaluation', 'notifications', 'source', 'training', 'triggers', 'verification'];
  expect(Object.keys(values).sort()).toEqual(
    ['/trainyard/birds/deployed', ...sections.map((section) => `/trainyard/birds/defaults/${section}`)].sort(),
  );
  // SageMaker's hyperparameters are text.
  expect(JSON.parse(values['/trainyard/birds/defaults/training'])).toMatchObject({
    instanceType: 'ml.m5.large',
    hyperparameters: { epochs: '30' },
  });
});

it('never moves a tag, and never removes the image of a release', () => {
  const { templates } = synthesize('--models', modelFolder(settingsOf('birds')));
  const [, repository] = ofType(templates.get('Trainyard-birds') as Template, 'AWS::ECR::Repository')[0] ?? [];
  expect(repository?.Properties).toMatchObject({ RepositoryName: 'trainyard/birds', ImageTagMutability: 'IMMUTABLE' });
  const { rules } = JSON.parse(repository?.Properties.LifecyclePolicy.LifecyclePolicyText);
  // The rule of the highest priority that matches an image is the only one that counts for it.
  expect(rules[0]).toMatchObject({
    rulePriority: 1,
    selection: { tagPrefixList: ['release-'], countType: 'imageCountMoreThan', countNumber: 100_000 },
  });
  expect(
    rules
      .slice(1)
      .map(({ selection }: { selection: { tagStatus: string; countNumber: number } }) => [selection.tagStatus, selection.countNumber]),
  ).toEqual([
    ['untagged', 14],
    ['any', 90],
  ]);
});

it('keeps images and releases when its stack goes, and leaves no name taken when its first deploy fails', () => {
  const template = synthesize('--models', modelFolder(settingsOf('birds'))).templates.get('Trainyard-birds') as Template;
  const kept = Object.values(template.Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate');
  expect(kept.map(({ Type, UpdateReplacePolicy }) => [Type, UpdateReplacePolicy]).sort()).toEqual([
    ['AWS::ECR::Repository', 'Retain'],
    ['AWS::SageMaker::ModelPackageGroup', 'Retain'],
  ]);
});

it('packages the source without what does not belong to it, and lists exactly its files', async () => {
  const folder = modelFolder(settingsOf('birds'), {
    'src/a b [1].js': 'one',
    'src/node_modules/x/index.js': 'no',
    'data/training/big.csv': 'no',
    'src/data/kept.csv': 'yes',
    '.trainyard/state.json': 'no',
    '.git/HEAD': 'no',
  });
  chmodSync(join(folder, 'src/a b [1].js'), 0o755);
  symlinkSync('../Dockerfile', join(folder, 'src/link'));
  symlinkSync('.', join(folder, 'src/loop'));
  const { outdir, templates } = synthesize('--models', folder);
  const { manifest, zip, version } = await sourceOf(outdir, templates.get('Trainyard-birds') as Template);

  const entries = parseManifest(readFileSync(manifest, 'utf8'));
  expect(entries.map(({ path, executable }) => `${executable ? 'x' : '-'} ${path}`)).toEqual([
    '- Dockerfile',
    'x src/a b [1].js',
    '- src/data/kept.csv',
    '- src/link',
    '- trainyard.yml',
  ]);
  expect(filesBelow(zip)).toEqual(entries.map(({ path }) => path).sort());
  for (const { path, sha256 } of entries) expect(sha256Of(join(zip, path))).toBe(sha256);
  expect(version).toBe(sha256Of(manifest).slice(0, 12));
});

it('gives a source a new version when only a mode changes', async () => {
  const folder = modelFolder(settingsOf('birds'), { run: 'x' });
  const read = () => {
    const { outdir, templates } = synthesize('--models', folder);
    return sourceOf(outdir, templates.get('Trainyard-birds') as Template);
  };
  const before = await read();
  chmodSync(join(folder, 'run'), 0o755);
  const after = await read();
  expect(after.version).not.toBe(before.version);
  expect(after.key).not.toBe(before.key);
  expect(statSync(join(after.zip, 'run')).mode & 0o111).not.toBe(0);
  writeFileSync(join(folder, 'data'), 'not part of the source');
  expect((await read()).version).toBe(after.version);
});

it('lets a training read a channel that names a bucket of its own', () => {
  const folder = modelFolder(`${settingsOf('birds')}training:\n  channels:\n    training: s3://elsewhere/birds/\n`);
  const { templates } = synthesize('--models', folder);
  const text = JSON.stringify(templates.get('Trainyard-birds'));
  expect(text).toContain(':s3:::elsewhere/birds/*');
  expect(text).toContain('"s3:prefix":"birds/*"');
});

it('takes the source from the folder that a settings file names', async () => {
  const source = folderWith({ Dockerfile: 'FROM scratch\n' });
  const settings = folderWith({ 'birds.yml': `${settingsOf('birds')}source:\n  path: ${source}\n` });
  const { outdir, templates } = synthesize('--models', join(settings, 'birds.yml'));
  const { manifest } = await sourceOf(outdir, templates.get('Trainyard-birds') as Template);
  expect(parseManifest(readFileSync(manifest, 'utf8')).map(({ path }) => path)).toEqual(['Dockerfile']);
});

/** The packaged source: its parameter has functions in it, so that it is searched as text. */
async function sourceOf(outdir: string, template: Template) {
  const text = JSON.stringify(parameters(template)['/trainyard/birds/deployed']);
  const member = (name: string) => new RegExp(`\\\\"${name}\\\\":\\\\"([^\\\\]+)\\\\"`).exec(text)?.[1] ?? `no ${name} in ${text}`;
  const [key, manifestKey, version] = [member('key'), member('manifestKey'), member('version')];
  const zip = folderWith({});
  await unzip(join(outdir, `asset.${key}`), zip);
  return { key, version, zip, manifest: join(outdir, `asset.${manifestKey}`) };
}

const sha256Of = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const filesBelow = (folder: string, prefix = ''): string[] =>
  readdirSync(join(folder, prefix), { withFileTypes: true })
    .flatMap((item) => (item.isDirectory() ? filesBelow(folder, `${prefix}${item.name}/`) : [`${prefix}${item.name}`]))
    .sort();
