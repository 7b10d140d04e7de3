import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../../../local/world.ts';
import { temporaryFolder } from './world.ts';

const trust = (service: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });

const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

/** A role that `service` may take, with one inline policy; may write logs unless `logs` is false. */
export async function makeRole(
  world: World,
  name: string,
  statements: object[] = [],
  options: { service?: string; logs?: boolean } = {},
): Promise<string> {
  const { service = 'lambda.amazonaws.com', logs = true } = options;
  const { Role } = await world.call<{ Role: { Arn: string } }>('iam', 'CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: trust(service),
  });
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await world.call('iam', 'PutRolePolicy', { RoleName: name, PolicyName: 'inline', PolicyDocument });
  }
  if (logs) await world.call('iam', 'AttachRolePolicy', { RoleName: name, PolicyArn: basic });
  return Role.Arn;
}

/** A folder whose `index.cjs` is this source. */
export function codeFolder(source: string): string {
  const folder = join(temporaryFolder(), 'code');
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.cjs'), source);
  return folder;
}

/** A function with a role of its own. */
export async function makeFunction(world: World, name: string, source: string, more: Record<string, unknown> = {}): Promise<string> {
  const Role = (more.Role as string | undefined) ?? (await makeRole(world, `${name}-role`));
  const input = {
    FunctionName: name,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { Directory: codeFolder(source) },
    ...more,
    Role,
  };
  const { FunctionArn } = await world.call<{ FunctionArn: string }>('lambda', 'CreateFunction', input);
  return FunctionArn;
}
