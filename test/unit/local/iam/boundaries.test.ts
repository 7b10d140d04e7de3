import { describe, expect, it } from 'vitest';
import { makeRole } from '../helpers/functions.ts';
import { testWorld } from '../helpers/world.ts';

const as = (roleArn: string) => ({ arn: roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/me'), roleArn });
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

describe('a permissions boundary', () => {
  it('bounds what the role has, until it is taken away, and follows its policy', async () => {
    const { world } = await testWorld();
    const role = await makeRole(world, 'r', [everything]);
    const { Policy } = await world.call<{ Policy: { Arn: string } }>('iam', 'CreatePolicy', {
      PolicyName: 'bound',
      PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    });
    const list = () => world.call('logs', 'DescribeLogGroups', {}, as(role));
    await world.call('iam', 'PutRolePermissionsBoundary', { RoleName: 'r', PermissionsBoundary: Policy.Arn });
    await expect(list()).rejects.toThrow(/because no permissions boundary allows the logs:DescribeLogGroups action$/);
    await expect(world.call('s3', 'ListBuckets', {}, as(role))).resolves.toBeDefined();
    await expect(world.call('iam', 'DeletePolicy', { PolicyArn: Policy.Arn })).rejects.toMatchObject({ name: 'DeleteConflict' });

    await world.call('iam', 'CreatePolicyVersion', { PolicyArn: Policy.Arn, PolicyDocument: document(everything), SetAsDefault: true });
    await expect(list()).resolves.toBeDefined();
    await world.call('iam', 'DeleteRolePermissionsBoundary', { RoleName: 'r' });
    await world.call('iam', 'DeletePolicy', { PolicyArn: Policy.Arn });
    await expect(list()).resolves.toBeDefined();
  });

  it('must be a policy that is there', async () => {
    const { world } = await testWorld();
    await makeRole(world, 'r');
    const missing = { RoleName: 'r', PermissionsBoundary: 'arn:aws:iam::000000000000:policy/none' };
    await expect(world.call('iam', 'PutRolePermissionsBoundary', missing)).rejects.toMatchObject({ name: 'NoSuchEntity' });
    await expect(world.call('iam', 'DeleteRolePermissionsBoundary', { RoleName: 'r' })).rejects.toMatchObject({ name: 'NoSuchEntity' });
  });
});

describe('the quotas of IAM', () => {
  const long = (characters: number) => document({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'x'.repeat(characters) });

  it('end a managed policy at 6,144 characters, a role at 10 of them and at 10,240 of inline policies', async () => {
    const { world } = await testWorld();
    await makeRole(world, 'r', [], { logs: false });
    await expect(world.call('iam', 'CreatePolicy', { PolicyName: 'p', PolicyDocument: long(6144) })).rejects.toMatchObject({
      name: 'LimitExceeded',
      message: 'Cannot exceed quota for PolicySize: 6144',
    });
    for (let i = 0; i < 11; i++) {
      const { Policy } = await world.call<{ Policy: { Arn: string } }>('iam', 'CreatePolicy', {
        PolicyName: `p${i}`,
        PolicyDocument: long(9),
      });
      const attached = world.call('iam', 'AttachRolePolicy', { RoleName: 'r', PolicyArn: Policy.Arn });
      if (i < 10) await attached;
      else await expect(attached).rejects.toThrow('Cannot exceed quota for PoliciesPerRole: 10');
    }
    await world.call('iam', 'PutRolePolicy', { RoleName: 'r', PolicyName: 'a', PolicyDocument: long(6000) });
    await expect(world.call('iam', 'PutRolePolicy', { RoleName: 'r', PolicyName: 'b', PolicyDocument: long(6000) })).rejects.toThrow(
      'Maximum policy size of 10240 bytes exceeded for role r',
    );
  });
});

describe('the policy of a bucket', () => {
  it("has a say besides the role's own", async () => {
    const { world } = await testWorld();
    const role = await makeRole(world, 'r', [everything]);
    await world.call('s3', 'CreateBucket', { Bucket: 'data' });
    const put = () => world.call('s3', 'PutObject', { Bucket: 'data', Key: 'k', Body: new Uint8Array([1]) }, as(role));
    const Policy = (Condition: object) =>
      document({
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 's3:*',
        Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
        Condition,
      });
    await world.call('s3', 'PutBucketPolicy', { Bucket: 'data', Policy: Policy({ Bool: { 'aws:SecureTransport': 'false' } }) });
    await put();
    await world.call('s3', 'PutBucketPolicy', { Bucket: 'data', Policy: Policy({ ArnNotEquals: { 'aws:PrincipalArn': `${role}2` } }) });
    await expect(put()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/s3:PutObject on resource: arn:aws:s3:::data\/k with an explicit deny in a resource-based policy$/),
    });
  });
});
