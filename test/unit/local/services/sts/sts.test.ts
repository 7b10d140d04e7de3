import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

describe('sts', () => {
  it('says who calls: the root, or a session of a role', async () => {
    const runtime = await testWorld();
    const identity = async (keys: { accessKeyId: string; secretAccessKey: string }) =>
      (await new STSClient(clientOptions(runtime, keys)).send(new GetCallerIdentityCommand({}))).Arn;
    expect(await identity(runtime.credentials)).toBe('arn:aws:iam::000000000000:root');
    const role = await makeRole(runtime.world, 'r');
    expect(await identity(runtime.world.credentials(role, 'me'))).toBe('arn:aws:sts::000000000000:assumed-role/r/me');
  });

  it('gives out sessions of roles that are there', async () => {
    const runtime = await testWorld();
    const sts = new STSClient(clientOptions(runtime));
    const RoleArn = await makeRole(runtime.world, 'r');
    const { Credentials, AssumedRoleUser } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/r/me');
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now());
    await expect(sts.send(new AssumeRoleCommand({ RoleArn: `${RoleArn}x`, RoleSessionName: 'me' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}x`,
    });
  });
});
