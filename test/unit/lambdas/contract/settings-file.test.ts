import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { problems } from '../../../../lambdas/contract/problems.ts';
import { settingsFile } from '../../../../lambdas/contract/settings.ts';
import { readSettingsFile } from '../../../../lambdas/contract/settings-file.ts';

const head = 'model: birds\nevaluation: { metric: auc, threshold: 0.70 }\n';
const read = (text: string) => v.parse(settingsFile, readSettingsFile(head + text));
const faults = (text: string) => {
  const { issues = [] } = v.safeParse(settingsFile, readSettingsFile(text));
  return problems(settingsFile, issues).map(({ field, text: fault }) => `${field}: ${fault}`);
};

describe('a settings file', () => {
  const spellings = ['1.10', '1.0', '01234', '0x1F', '0o17', '1_000', '12345678901234567890', '1e21', '.5', '+1', '-0', 'yes', 'True'];
  it.each([...spellings, '2026-01-01', '.inf', '.nan', '0b11', '1:30'])('hands over as it is written: %s', (text) => {
    const model = read(
      `training: { hyperparameters: { a: ${text} }, environment: { A: ${text} } }\n` +
        `deployment: { environment: { A: ${text} } }\nbuild: { training: { arguments: { A: ${text} } } }\n`,
    );
    expect(model.training).toMatchObject({ hyperparameters: { a: text }, environment: { A: text } });
    expect(model.deployment.environment).toEqual({ A: text });
    expect(model.build.training.arguments).toEqual({ A: text });
  });

  it('keeps quoted and block texts, aliases, and the spelling of keys and branches', () => {
    const model = read(
      'source: { type: codecommit, branches: [1.10, main] }\n' +
        'training:\n  hyperparameters: { a: "1.10", b: &b 2.50, c: *b, 1.10: d, "e": \'x\' }\n  environment:\n    A: |\n      one\n      two\n',
    );
    expect(model.source.branches).toEqual(['1.10', 'main']);
    expect(model.training.hyperparameters).toEqual({ a: '1.10', b: '2.50', c: '2.50', '1.10': 'd', e: 'x' });
    expect(model.training.environment).toEqual({ A: 'one\ntwo\n' });
    expect(model.evaluation.threshold).toBe(0.7);
  });

  it.each(['~', 'null', ''])('refuses nothing in place of a text: %j', (text) => {
    const fault = 'training.hyperparameters.a: expected text, a number, true or false (write "" for nothing), got null';
    expect(faults(`${head}training: { hyperparameters: { a: ${text} } }\n`)).toEqual([fault]);
  });

  it.each([
    ['model: [', 'Flow sequence'],
    [`a: &a [1]\nb: [${'*a,'.repeat(200)}]`, 'more than 100 aliases'],
    ['a: &a [*a]', 'aliases'],
    ['a: 1\na: 2', 'unique'],
  ])('that is no YAML is refused in a line: %s', (text, words) => {
    expect(() => readSettingsFile(text)).toThrow(words);
  });
});

describe('what AWS would refuse after the builds, or after a paid training', () => {
  const variables = (count: number) => `{ ${Array.from({ length: count }, (_, i) => `V${i}: ''`).join(', ')} }`;
  it.each([
    ['training: { instanceType: ml.t2.medium }', 'training.instanceType: expected an instance type that SageMaker trains on'],
    ['deployment: { instanceType: ml.m5.lage }', '(did you mean ml.m5.large?), got "ml.m5.lage"'],
    ['deployment: { environment: { A-B: x } }', 'deployment.environment.A-B: expected an environment variable name'],
    [`deployment: { environment: ${variables(101)} }`, 'deployment.environment: expected at most 100 entries'],
    [`deployment: { environment: { A: ${'x'.repeat(1025)} } }`, 'deployment.environment.A: expected at most 1024 characters'],
    [
      `deployment: { environment: { ${[1, 2, 3, 4, 5].map((n) => `V${n}: ${'x'.repeat(900)}`).join(', ')} } }`,
      'deployment.environment: expected at most 4000 characters of environment, as JSON (CodeBuild',
    ],
    [`training: { environment: ${variables(101)} }`, 'training.environment: expected at most 100 entries'],
    [`training: { hyperparameters: ${variables(101)} }`, 'training.hyperparameters: expected at most 100 entries'],
    ['training: { hyperparameters: { a: "x\\ny" } }', 'training.hyperparameters.a: expected one line'],
    ['training: { channels: {} }', 'training.channels: expected at least 1 entry'],
    [`training: { channels: ${variables(21).replaceAll("''", 'x/')} }`, 'training.channels: expected at most 20 entries'],
    ['training: { channels: { "..": x/ } }', 'training.channels...: expected a channel name'],
    ['training: { channels: { a: "https://x/y" } }', 'training.channels.a: expected s3://bucket/prefix, or a prefix'],
    [`training: { channels: { a: ${'x'.repeat(915)} } }`, 'training.channels.a: expected at most 1024 characters of an s3:// address, 914'],
    ['training: { metrics: [{ name: "a\\tb\\n", regex: (1) }] }', 'training.metrics.0.name: expected one line'],
    ['training: { metrics: [{ name: a, regex: "auc=[0-9]" }] }', 'training.metrics.0.regex: expected a regular expression with a group'],
    [
      `build: { training: { arguments: { A: ${'x'.repeat(3990)} } } }`,
      'build: expected at most 4000 characters of paths, arguments and secrets',
    ],
    [`deployment: { endpointName: a${'-'.repeat(63)}b }`, 'deployment.endpointName: expected at most 63 characters'],
    ['source: { type: codecommit, repository: birds.git }', 'source.repository: expected a repository name'],
    ['evaluation: { metric: auc, threshold: 1e999 }', 'evaluation.threshold: expected a finite number, got Infinity'],
    ['evaluation: { metric: auc, threshold: .nan }', 'evaluation.threshold: expected a number, got NaN'],
    ['evaluation: { metric: auc, threshold: 0, tolerance: .inf }', 'evaluation.tolerance: expected a finite number, got Infinity'],
  ])('is refused here: %s', (text, fault) => {
    const own = text.startsWith('evaluation') ? 'model: birds\n' : head;
    expect(faults(`${own}${text}\n`)).toEqual([expect.stringContaining(fault)]);
  });

  it('is taken to its limits', () => {
    const many = variables(100);
    const twenty = `{ ${Array.from({ length: 20 }, (_, i) => `c${i}: s3://other/${'x'.repeat(1000)}`).join(', ')} }`;
    expect(faults(`${head}training: { hyperparameters: ${many}, environment: ${many}, channels: ${twenty} }\n`)).toEqual([]);
    expect(faults(`${head}deployment: { environment: ${many}, endpointName: ${'a'.repeat(63)}, startupTimeoutSeconds: 3600 }\n`)).toEqual(
      [],
    );
  });
});
