import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const deleteRolePolicy = operation({
  name: 'DeleteRolePolicy',
  input: { RoleName: text(required), PolicyName: text(required) },
  run: ({ RoleName, PolicyName }, { world }) => {
    const role = needRole(world, RoleName);
    const { [PolicyName]: gone, ...policies } = role.policies;
    if (gone === undefined) throw new AwsError('NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`, 404);
    roleTable(world).set(RoleName, { ...role, policies });
    return {};
  },
});
