import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { policySize } from './policies.ts';
import { checkPolicy, needRole } from './roles.ts';

export const putRolePolicy = operation({
  name: 'PutRolePolicy',
  input: { RoleName: text(required), PolicyName: text({ ...required, min: 1, max: 128 }), PolicyDocument: text(required) },
  run: ({ RoleName, PolicyName, PolicyDocument }, { world }) => {
    const role = needRole(world, RoleName);
    checkPolicy(PolicyDocument);
    const policies = { ...role.policies, [PolicyName]: PolicyDocument };
    // IAM's quota on all inline policies of a role together, white space not counted.
    const size = Object.values(policies).reduce((sum, document) => sum + policySize(document), 0);
    if (size > 10_240) throw new AwsError('LimitExceeded', `Maximum policy size of 10240 bytes exceeded for role ${RoleName}`, 409);
    roleTable(world).set(RoleName, { ...role, policies });
    return {};
  },
});
