import { roleTable } from '../../iam/roles.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkPolicy, needRole } from './roles.ts';

export const updateAssumeRolePolicy = operation({
  name: 'UpdateAssumeRolePolicy',
  input: { RoleName: text(required), PolicyDocument: text(required) },
  run: ({ RoleName, PolicyDocument }, { world }) => {
    const role = needRole(world, RoleName);
    checkPolicy(PolicyDocument);
    roleTable(world).set(RoleName, { ...role, AssumeRolePolicyDocument: PolicyDocument });
    return {};
  },
});
