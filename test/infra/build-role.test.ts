import { expect, it } from 'vitest';
import { modelFolder, ofType, settingsOf, synthesize } from './synthesize.ts';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const statementsOf = (settings = ''): Statement[] => {
  const template = synthesize('--models', modelFolder(`${settingsOf('birds')}${settings}`)).templates.get('Trainyard-birds');
  const roles = template ? ofType(template, 'AWS::IAM::Role') : [];
  const [role] = roles.filter(([, { Properties }]) => Properties.RoleName === 'trainyard-birds-build');
  return role?.[1].Properties.Policies[0].PolicyDocument.Statement;
};
const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
const of = (statements: readonly Statement[], service: string) =>
  statements.filter(({ Action }) => [Action].flat()[0]?.startsWith(`${service}:`));

it('builds use the connection and read the secrets that the model names, those exactly', () => {
  const connection = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/a';
  const statements = statementsOf(
    `source: {type: github, repository: a/b, connection: "${connection}"}
build: {secrets: {A: "${secret('npm')}:user", B: "${secret('npm')}:token", C: "${secret('pip')}"}}
`,
  );
  expect(of(statements, 'codestar-connections')).toMatchObject([
    {
      Action: ['GetConnection', 'GetConnectionToken', 'UseConnection'].map((action) => `codestar-connections:${action}`),
      Resource: connection,
    },
  ]);
  expect(of(statements, 'secretsmanager')).toMatchObject([
    { Action: 'secretsmanager:GetSecretValue', Resource: [secret('npm'), secret('pip')] },
  ]);
});

it("builds clone the model's own repository and no other", () => {
  const [pull, ...others] = of(statementsOf('source: {type: codecommit, repository: team-models}\n'), 'codecommit');
  expect(pull?.Action).toBe('codecommit:GitPull');
  expect(JSON.stringify(pull?.Resource)).toMatch(/:team-models"\]\]\}$/);
  expect(others).toEqual([]);
});

it("a model in a folder has builds that reach its images, artifacts and samples, and no other model's", () => {
  const statements = statementsOf();
  for (const service of ['codecommit', 'secretsmanager', 'codeconnections', 'codestar-connections'])
    expect(of(statements, service), service).toEqual([]);
  const [, images] = of(statements, 'ecr');
  expect(images?.Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Images/), 'Arn'] });
  const objects = JSON.stringify(of(statements, 's3').map(({ Resource }) => Resource));
  expect([...objects.matchAll(/"(\/[^"]*)"/g)].map(([, key]) => key).sort()).toEqual([
    '/*.mjs',
    '/*.zip',
    '/images/*',
    '/samples/birds/*',
    '/samples/birds/*',
    '/training/birds/*',
  ]);
});
