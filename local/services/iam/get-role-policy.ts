import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const getRolePolicy = operation({
  name: 'GetRolePolicy',
  input: { RoleName: text(required), PolicyName: text(required) },
  run: ({ RoleName, PolicyName }, { world }) => {
    const document = needRole(world, RoleName).policies[PolicyName];
    if (document === undefined) throw new AwsError('NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`, 404);
    return { RoleName, PolicyName, PolicyDocument: encodeURIComponent(document) };
  },
});
