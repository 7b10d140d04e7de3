import { policyDocument } from '../../iam/policies.ts';
import { roleTable } from '../../iam/roles.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const putRolePermissionsBoundary = operation({
  name: 'PutRolePermissionsBoundary',
  input: { RoleName: text(required), PermissionsBoundary: text({ ...required, min: 20, max: 2048 }) },
  run: ({ RoleName, PermissionsBoundary }, { world }) => {
    const role = needRole(world, RoleName);
    requireBoundary(world, PermissionsBoundary);
    roleTable(world).set(RoleName, { ...role, PermissionsBoundary });
    return {};
  },
});

/** @throws AwsError NoSuchEntity for a boundary that is no policy */
export function requireBoundary(world: World, arn: string): void {
  if (policyDocument(world, arn) === undefined)
    throw new AwsError('NoSuchEntity', `Scope ARN: ${arn} does not exist or is not attachable.`, 404);
}
