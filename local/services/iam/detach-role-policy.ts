import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const detachRolePolicy = operation({
  name: 'DetachRolePolicy',
  input: { RoleName: text(required), PolicyArn: text(required) },
  run: ({ RoleName, PolicyArn }, { world }) => {
    const role = needRole(world, RoleName);
    if (!role.attached.includes(PolicyArn)) throw new AwsError('NoSuchEntity', `Policy ${PolicyArn} was not found.`, 404);
    roleTable(world).set(RoleName, { ...role, attached: role.attached.filter((arn) => arn !== PolicyArn) });
    return {};
  },
});
