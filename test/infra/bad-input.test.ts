import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, modelFolder, settingsOf, synthesize } from './synthesize.ts';

/** The message that synthesizing with these arguments ends in. */
function failureOf(...args: readonly string[]): string {
  try {
    synthesize(...args);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected a failure');
}

it('names file, field, what was expected and what came, all faults at once', () => {
  const settings = `
model: Birds
evaluation: {metric: auc, threshold: high}
training:
  instanceTyp: ml.m5.large
  instanceCount: 0
  metrics: [{name: auc}]
deploiment: {}
`;
  const lines = failureOf('--models', modelFolder(settings)).split('\n');
  const wanted = [
    'trainyard.yml: model: expected lower-case letters, digits and single hyphens, starting with a letter, got "Birds"',
    'trainyard.yml: evaluation.threshold: expected a number, got "high"',
    'trainyard.yml: training.instanceTyp: unknown; did you mean "instanceType"?',
    'trainyard.yml: training.instanceCount: expected at least 1, got 0',
    'trainyard.yml: training.metrics.0.regex: missing: it has no default',
    'trainyard.yml: deploiment: unknown; did you mean "deployment"?',
  ];
  expect(lines).toHaveLength(wanted.length);
  for (const line of wanted) expect(lines).toContainEqual(expect.stringContaining(line));
});

it('refuses samples that no endpoint takes, and rules for samples that are not there, before anything is deployed', () => {
  const settings = `${settingsOf('birds')}deployment:\n  sampleTypes: [{file: cat.jpeg, contentType: application/x-image}]\n`;
  const lines = failureOf('--models', modelFolder(settings, { 'samples/a/film.mp4': 'x'.repeat(6_291_457), 'samples/cat.jpg': 'x' }));
  expect(lines.split('\n')).toEqual([
    expect.stringContaining(
      'trainyard.yml: the sample a/film.mp4 has 6,291,457 bytes, and a real-time endpoint takes 6,291,456 (6 MiB) at most',
    ),
    expect.stringContaining('trainyard.yml: deployment.sampleTypes: "cat.jpeg" fits no file of the samples: correct or remove it'),
  ]);
  const wrong = `${settingsOf('birds')}deployment:\n  sampleTypes: [{file: cat.jpg, contentType: jpeg}]\n`;
  expect(failureOf('--models', modelFolder(wrong))).toContain(
    'deployment.sampleTypes.0.contentType: expected a media type such as text/csv, got "jpeg"',
  );
});

it('says so when a settings file is not YAML', () => {
  expect(failureOf('--models', modelFolder('model: [birds'))).toMatch(/trainyard\.yml: expected YAML, got: .+/);
});

it('says what is missing where there is no settings file', () => {
  expect(failureOf('--models', folderWith({}))).toMatch(
    /expected a trainyard\.yml in this folder, found none; `trainyard init .+` writes one/,
  );
  expect(failureOf('--models', join(folderWith({}), 'nowhere'))).toMatch(
    /nowhere: expected a model's folder or its settings file, found nothing there/,
  );
});

it("refuses an installation's name that Parameter Store would not take", () => {
  expect(failureOf('--models', modelFolder(settingsOf('birds')), '--installation', 'ssm-team')).toBe(
    'installation: expected a name that does not begin with aws or ssm, got "ssm-team"',
  );
});

it('refuses two models of one name, naming both files', () => {
  const [a, b] = [modelFolder(settingsOf('birds')), modelFolder(settingsOf('birds'))];
  expect(failureOf('--models', `${a},${b}`)).toMatch(
    /trainyard\.yml: model: expected a name of its own, got "birds" as in .+trainyard\.yml/,
  );
});

it('refuses a section that is too long for a parameter, with its size', () => {
  const words = Array.from({ length: 40 }, (_, i) => `    h${i}: ${'x'.repeat(120)}`).join('\n');
  const message = failureOf('--models', modelFolder(`${settingsOf('birds')}training:\n  hyperparameters:\n${words}\n`));
  expect(message).toMatch(
    /trainyard\.yml: training: expected at most 4096 bytes as JSON \(SSM's limit\), got \d{4}; move what is long into a file of the source/,
  );
});

it('refuses a source that is not there', () => {
  const folder = folderWith({ 'birds.yml': `${settingsOf('birds')}source:\n  path: ./gone\n` });
  expect(failureOf('--models', join(folder, 'birds.yml'))).toMatch(
    /birds\.yml: source\.path: expected a folder, got "\.\/gone" which is none/,
  );
});

it.each([
  ['source: {type: github}', 'source.repository: expected owner/name of a repository on GitHub, got nothing'],
  ['source: {type: github, repository: birds}', 'source.repository: expected owner/name of a repository on GitHub, got "birds"'],
  [
    'source: {type: codecommit, repository: octo/birds}',
    'source.repository: expected the name of a CodeCommit repository, which has no slash, got "octo/birds"',
  ],
  ['source: {type: codecommit, path: .}', 'source.path: expected with source.type folder only, got "." with codecommit'],
  ['source: {repository: birds}', 'source.repository: expected with source.type codecommit or github only, got "birds" with folder'],
  [
    'source: {type: codecommit, connection: "arn:aws:codeconnections:us-east-1:123456789012:connection/a"}',
    'source.connection: expected with source.type github only, got "arn:.*" with codecommit',
  ],
  ['source: {branches: [dev]}', 'source.branches: expected with source.type codecommit or github only, got ."dev". with folder'],
  ['source: {paths: [src]}', 'source.paths: expected with source.type codecommit or github only, got ."src". with folder'],
  ['source: {type: github, repository: a/b, connection: x}', 'source.connection: expected a connection.s ARN, got "x"'],
  [
    'build: {secrets: {RUN_ID: "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf"}}',
    'build.secrets.RUN_ID: expected an environment variable name that the build does not use itself, got the name "RUN_ID"',
  ],
  ['build: {secrets: {TOKEN: npm}}', 'build.secrets.TOKEN: expected a secret\'s whole ARN, .*, got "npm"'],
])('refuses %s', (source, message) => {
  expect(failureOf('--models', modelFolder(`${settingsOf('birds')}${source}\n`))).toMatch(new RegExp(`trainyard\\.yml: ${message}$`));
});

it('refuses wrong options', () => {
  expect(failureOf('--installation', 'Team')).toBe(
    'installation: expected at most 20 lower-case letters, digits and single hyphens, got "Team"',
  );
  expect(failureOf('--email', 'team')).toBe('email: expected an address such as team@example.com, got "team"');
});
