import { knownManagedPolicies, managedPolicy } from '../../iam/managed-policies.ts';
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
    if (!managedPolicy(world, PolicyArn))
      throw new AwsError(
        'NoSuchEntity',
        `Policy ${PolicyArn} does not exist or is not attachable: the local IAM knows ${knownManagedPolicies().join(', ')}`,
        404,
      );
    roleTable(world).set(RoleName, { ...role, attached: [...new Set([...role.attached, PolicyArn])] });
    return {};
  },
});
