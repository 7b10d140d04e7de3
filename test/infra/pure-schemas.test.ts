import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
// @ts-expect-error: plain JavaScript, as build.mjs reads it
import { pureSchemas } from '../../infra/bundling/pure-schemas.mjs';
import { testWorld } from '../unit/local/helpers/world.ts';

type Failure = { name: string; message: string; fault: string; status: number };

const script = `
import { CodeCommitClient, GetBranchCommand } from '@aws-sdk/client-codecommit';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
export const failures = (options) => Promise.all([
  new SSMClient(options).send(new GetParameterCommand({ Name: '/absent' })),
  new CodeCommitClient(options).send(new GetBranchCommand({ repositoryName: 'absent', branchName: 'main' })),
].map((sent) => sent.catch(({ name, message, $fault, $metadata }) => ({ name, message, fault: $fault, status: $metadata.httpStatusCode }))));
`;

it('leaves an error its name, message and status where the bundle has no class of its own for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'trainyard-schemas-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'bundle.cjs');
  const resolveDir = fileURLToPath(new URL('../../', import.meta.url));
  const stdin = { contents: script, resolveDir };
  await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], plugins: [pureSchemas] });
  const { failures } = createRequire(import.meta.url)(outfile) as { failures: (options: object) => Promise<Failure[]> };
  const { endpointUrl: endpoint, credentials } = await testWorld();
  const [parameter, branch] = await failures({ endpoint, region: 'us-east-1', credentials });
  expect(parameter).toMatchObject({ name: 'ParameterNotFound', fault: 'client', status: 400 });
  expect(branch).toEqual({
    name: 'RepositoryDoesNotExistException',
    message: expect.stringContaining('absent'),
    fault: 'client',
    status: 400,
  });
});
