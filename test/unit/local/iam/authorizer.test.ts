import { describe, expect, it } from 'vitest';
import { actionTables } from '../../../../local/iam/actions/index.ts';
import { services } from '../../../../local/services/registry.ts';
import { makeFunction, makeRole } from '../helpers/functions.ts';
import { testWorld } from '../helpers/world.ts';

const as = (roleArn: string) => ({ arn: roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/').concat('/me'), roleArn });

describe('a call under a role', () => {
  it('needs iam:PassRole for the role that it hands to a service', async () => {
    const { world, permissionsUsed } = await testWorld();
    const passed = await makeRole(world, 'passed');
    await makeFunction(world, 'f', 'exports.handler = async () => 1;', { Role: passed });
    const update = (service: string) => ({
      Effect: 'Allow',
      Action: ['lambda:UpdateFunctionConfiguration', 'iam:PassRole'],
      Resource: '*',
      ...(service && { Condition: { StringEqualsIfExists: { 'iam:PassedToService': service } } }),
    });
    const wrong = await makeRole(world, 'wrong', [update('sagemaker.amazonaws.com')]);
    const change = { FunctionName: 'f', Role: passed };
    await expect(world.call('lambda', 'UpdateFunctionConfiguration', change, as(wrong))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::000000000000:assumed-role/wrong/me is not authorized to perform: iam:PassRole on resource: ${passed} because no identity-based policy allows the iam:PassRole action`,
    });
    await expect(world.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Timeout: 9 }, as(wrong))).resolves.toMatchObject({
      Timeout: 9,
    });
    const right = await makeRole(world, 'right', [update('lambda.amazonaws.com')]);
    await expect(world.call('lambda', 'UpdateFunctionConfiguration', change, as(right))).resolves.toMatchObject({ Role: passed });
    expect(permissionsUsed()).toEqual(
      expect.arrayContaining([
        { role: wrong, action: 'iam:PassRole', resource: passed, allowed: false },
        { role: right, action: 'iam:PassRole', resource: passed, allowed: true },
      ]),
    );
  });

  it('is refused in the words of the service and of the policy', async () => {
    const { world } = await testWorld();
    const role = await makeRole(world, 'r', [{ Effect: 'Deny', Action: 'iam:GetRole', Resource: '*' }]);
    await expect(world.call('iam', 'GetRole', { RoleName: 'r' }, as(role))).rejects.toMatchObject({
      name: 'AccessDenied',
      status: 403,
      message: expect.stringMatching(
        /iam:GetRole on resource: arn:aws:iam::000000000000:role\/r with an explicit deny in an identity-based policy$/,
      ),
    });
    expect(() => world.authorize(role, 's3:GetObject', 'arn:aws:s3:::b/k')).toThrow(
      /not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b\/k because/,
    );
  });

  it('has no rights left when the role is gone', async () => {
    const { world } = await testWorld();
    const role = await makeRole(world, 'r', [{ Effect: 'Allow', Action: '*', Resource: '*' }], { logs: false });
    await expect(world.call('logs', 'DescribeLogGroups', {}, as(role))).resolves.toEqual({ logGroups: [] });
    await world.call('iam', 'DeleteRolePolicy', { RoleName: 'r', PolicyName: 'inline' });
    await world.call('iam', 'DeleteRole', { RoleName: 'r' });
    await expect(world.call('logs', 'DescribeLogGroups', {}, as(role))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('finds a row in the action tables for every operation of every service', () => {
    const missing = services.flatMap(({ name, operations }) =>
      operations.filter((operation) => !actionTables[name][operation.name]).map((operation) => `${name}:${operation.name}`),
    );
    expect(missing).toEqual([]);
  });

  it('finds no row for an operation that is not there', () => {
    const extra = services.flatMap(({ name, operations }) =>
      Object.keys(actionTables[name])
        .filter((row) => !operations.some((operation) => operation.name === row))
        .map((row) => `${name}:${row}`),
    );
    expect(extra).toEqual([]);
  });
});
