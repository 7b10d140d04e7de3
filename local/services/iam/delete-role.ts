import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const deleteRole = operation({
  name: 'DeleteRole',
  input: { RoleName: text(required) },
  run: ({ RoleName }, { world }) => {
    const role = needRole(world, RoleName);
    if (role.attached.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
    if (Object.keys(role.policies).length > 0)
      throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    roleTable(world).delete(RoleName);
    return {};
  },
});
