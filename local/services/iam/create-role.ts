import { type Role, roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { randomHex } from '../ids.ts';
import { list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { requireBoundary } from './put-role-permissions-boundary.ts';
import { checkPolicy, roleOutput } from './roles.ts';

export const createRole = operation({
  name: 'CreateRole',
  input: {
    RoleName: text({ ...required, min: 1, max: 64, pattern: '[\\w+=,.@-]+' }),
    AssumeRolePolicyDocument: text(required),
    Path: text({ max: 512 }),
    Description: text({ max: 1000 }),
    MaxSessionDuration: number({ integer: true, min: 3600, max: 43_200 }),
    PermissionsBoundary: text({ min: 20, max: 2048 }),
    Tags: list(structure({ Key: text(required), Value: text(required) })),
  },
  run: (input, { world }) => {
    const {
      RoleName,
      AssumeRolePolicyDocument,
      Path = '/',
      Description,
      MaxSessionDuration = 3600,
      PermissionsBoundary,
      Tags = [],
    } = input;
    if (roleTable(world).get(RoleName)) throw new AwsError('EntityAlreadyExists', `Role with name ${RoleName} already exists.`, 409);
    checkPolicy(AssumeRolePolicyDocument);
    if (PermissionsBoundary !== undefined) requireBoundary(world, PermissionsBoundary);
    const role: Role = {
      RoleName,
      RoleId: `AROA${randomHex(world.random, 17).toUpperCase()}`,
      Arn: `arn:${world.partition}:iam::${world.account}:role${Path}${RoleName}`,
      Path,
      CreateDate: new Date(world.clock.now()),
      AssumeRolePolicyDocument,
      ...(Description !== undefined && { Description }),
      MaxSessionDuration,
      ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
      Tags,
      policies: {},
      attached: [],
    };
    roleTable(world).set(RoleName, role);
    return { Role: roleOutput(role) };
  },
});
