import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const deleteRolePermissionsBoundary = operation({
  name: 'DeleteRolePermissionsBoundary',
  input: { RoleName: text(required) },
  run: ({ RoleName }, { world }) => {
    const { PermissionsBoundary, ...role } = needRole(world, RoleName);
    if (!PermissionsBoundary)
      throw new AwsError('NoSuchEntity', `The role with name ${RoleName} does not have a permissions boundary attached.`, 404);
    roleTable(world).set(RoleName, role);
    return {};
  },
});
