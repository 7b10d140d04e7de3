import { expect, it } from 'vitest';
import { modelFolder, ofType, settingsOf, synthesize } from './synthesize.ts';

const policiesOf = (settings: string) => {
  const { templates } = synthesize('--models', modelFolder(`${settingsOf('birds')}${settings}`));
  const template = templates.get('Trainyard-birds');
  return template ? ofType(template, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties) : [];
};
const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;

it('a model lets the build role use its connection and read its secrets, those exactly', () => {
  const connection = 'arn:aws:codestar-connections:us-east-1:123456789012:connection/a';
  const policies = policiesOf(
    `source: {type: github, repository: a/b, connection: "${connection}"}
build: {secrets: {A: "${secret('npm')}:user", B: "${secret('npm')}:token", C: "${secret('pip')}"}}
`,
  );
  expect(policies).toMatchObject([
    {
      PolicyName: 'trainyard-birds-build',
      Roles: [{ 'Fn::ImportValue': 'Trainyard:RepositoryReader-build' }],
      PolicyDocument: {
        Statement: [
          {
            Action: ['GetConnection', 'GetConnectionToken', 'UseConnection'].map((action) => `codestar-connections:${action}`),
            Resource: connection,
          },
          { Action: 'secretsmanager:GetSecretValue', Resource: [secret('npm'), secret('pip')] },
        ],
      },
    },
  ]);
});

it('a model without either adds nothing to the build role', () => {
  expect(policiesOf('source: {type: github, repository: a/b}\n')).toEqual([]);
});
