import { roleTable } from '../../iam/roles.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { checkPolicy, needRole } from './roles.ts';

export const putRolePolicy = operation({
  name: 'PutRolePolicy',
  input: { RoleName: text(required), PolicyName: text({ ...required, min: 1, max: 128 }), PolicyDocument: text(required) },
  run: ({ RoleName, PolicyName, PolicyDocument }, { world }) => {
    const role = needRole(world, RoleName);
    checkPolicy(PolicyDocument);
    roleTable(world).set(RoleName, { ...role, policies: { ...role.policies, [PolicyName]: PolicyDocument } });
    return {};
  },
});
