import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, it, onTestFinished } from 'vitest';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

async function manager() {
  const runtime = await testWorld();
  const client = new SecretsManagerClient(clientOptions(runtime));
  onTestFinished(() => client.destroy());
  return { runtime, client };
}

it('keeps a value and the one before it, by name, ARN, and ARN without its random characters', async () => {
  const { client } = await manager();
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'ci/npm', SecretString: 'one', Description: 'npm' }));
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:ci\/npm-[A-Za-z0-9]{6}$/);
  const { VersionId } = await client.send(new PutSecretValueCommand({ SecretId: 'ci/npm', SecretString: 'two' }));
  for (const SecretId of ['ci/npm', ARN, ARN.slice(0, -7)])
    expect(await client.send(new GetSecretValueCommand({ SecretId }))).toMatchObject({ ARN, SecretString: 'two', VersionId });
  const previous = await client.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }));
  expect(previous.SecretString).toBe('one');
  const { VersionIdsToStages, ...description } = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
  expect(description).toMatchObject({ Name: 'ci/npm', Description: 'npm', CreatedDate: expect.any(Date) });
  expect(JSON.stringify(description)).not.toContain('two');
  expect(Object.values(VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
});

it('gives no value of a deleted secret, and refuses its name until it is gone', async () => {
  const { client } = await manager();
  await client.send(new CreateSecretCommand({ Name: 'x', SecretBinary: Buffer.from([1, 2]) }));
  expect((await client.send(new GetSecretValueCommand({ SecretId: 'x' }))).SecretBinary).toEqual(new Uint8Array([1, 2]));
  await expect(client.send(new CreateSecretCommand({ Name: 'x' }))).rejects.toMatchObject({ name: 'ResourceExistsException' });
  await client.send(new DeleteSecretCommand({ SecretId: 'x' }));
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'x' }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  });
  await expect(client.send(new CreateSecretCommand({ Name: 'x' }))).rejects.toMatchObject({ name: 'InvalidRequestException' });
  await client.send(new CreateSecretCommand({ Name: 'y', SecretString: '1' }));
  await client.send(new DeleteSecretCommand({ SecretId: 'y', ForceDeleteWithoutRecovery: true }));
  await expect(client.send(new DescribeSecretCommand({ SecretId: 'y' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
});

it('judges a role by the whole ARN, however the call names the secret', async () => {
  const { runtime, client } = await manager();
  const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: 'a', SecretString: '1' }));
  await client.send(new CreateSecretCommand({ Name: 'b', SecretString: '2' }));
  const roleArn = await makeRole(runtime.world, 'r', [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }]);
  const asRole = { arn: roleArn, roleArn };
  expect(await runtime.world.call('secretsmanager', 'GetSecretValue', { SecretId: 'a' }, asRole)).toMatchObject({ SecretString: '1' });
  const other = runtime.world.call('secretsmanager', 'GetSecretValue', { SecretId: 'b' }, asRole);
  await expect(other).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
