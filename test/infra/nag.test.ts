import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, expect, it } from 'vitest';
import { createApp } from '../../infra/create-app.ts';
import { acknowledged } from './acknowledged.ts';
import { modelFolder, settingsOf } from './synthesize.ts';

interface Finding {
  readonly rule: string;
  readonly finding: string;
  readonly where: string;
}

let findings: Finding[];

beforeAll(() => {
  const settings = `${settingsOf('birds')}source: {type: codecommit}\ntriggers: {data: true, schedule: rate(7 days)}\n`;
  const other = `${settingsOf('planes')}training:\n  channels: {training: "s3://other/x/"}\n`;
  const models = ['--models', [modelFolder(settings), modelFolder(other)].join(','), '--email', 'team@example.com'];
  findings = [...check(models), ...check([...models, ...everyOption])];
}, 60_000);

/** What a platform engineer may set, all at once. The data bucket stays a new one, to be looked at under the key. */
const everyOption = Object.entries({
  kmsKey: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  subnets: 'subnet-0a1b',
  securityGroups: 'sg-0a1b',
  permissionsBoundary: 'bound',
  artifactsBucket: 'own-artifacts',
  tags: 'team=ml',
  webhookConcurrency: '5',
  githubRepositories: 'octo/birds',
  monthlyBudgetUsd: '100',
}).flatMap(([name, value]) => ['--context', `${name}=${value}`]);

function check(args: readonly string[]): Finding[] {
  const app = createApp(['--outdir', mkdtempSync(join(tmpdir(), 'trainyard-nag-')), ...args]);
  app.synth();
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources = [] }) => {
    const [, rule = ruleName, named] = /^([^[]+)\[(.+)\]$/.exec(ruleName) ?? [];
    return violatingResources.map(({ constructPath: where = '' }) => ({ rule, finding: named ?? where, where }));
  });
}

const matching = ({ rule, finding }: Finding) => acknowledged.filter((entry) => entry.rule === rule && entry.finding.test(finding));

it('finds nothing in the stacks, with every option and with none, that is not acknowledged with one reason', () => {
  expect(findings.length).toBeGreaterThan(50);
  expect(findings.filter((finding) => matching(finding).length !== 1)).toEqual([]);
});

it('acknowledges nothing that is no longer found', () => {
  const used = new Set(findings.flatMap(matching));
  expect(acknowledged.filter((entry) => !used.has(entry)).map(({ what }) => what)).toEqual([]);
});

it('has every reason in docs/security.md, and no other', () => {
  const rows = readFileSync('docs/security.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| AwsSolutions-'));
  expect(rows).toEqual(acknowledged.map(({ rule, what, reason }) => `| ${rule} | ${what} | ${reason} |`));
});
