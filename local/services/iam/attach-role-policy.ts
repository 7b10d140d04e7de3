import { knownManagedPolicies } from '../../iam/managed-policies.ts';
import { policyDocument } from '../../iam/policies.ts';
import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const attachRolePolicy = operation({
  name: 'AttachRolePolicy',
  input: { RoleName: text(required), PolicyArn: text({ ...required, min: 20, max: 2048 }) },
  run: ({ RoleName, PolicyArn }, { world }) => {
    const role = needRole(world, RoleName);
    if (policyDocument(world, PolicyArn) === undefined)
      throw new AwsError(
        'NoSuchEntity',
        `Policy ${PolicyArn} does not exist or is not attachable: the local IAM knows ${knownManagedPolicies().join(', ')}`,
        404,
      );
    const attached = [...new Set([...role.attached, PolicyArn])];
    // IAM's default quota: 10 managed policies a role.
    if (attached.length > 10) throw new AwsError('LimitExceeded', 'Cannot exceed quota for PoliciesPerRole: 10', 409);
    roleTable(world).set(RoleName, { ...role, attached });
    return {};
  },
});
