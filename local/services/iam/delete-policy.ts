import { policyTable } from '../../iam/policies.ts';
import { roleTable } from '../../iam/roles.ts';
import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needPolicy } from './policies.ts';

export const deletePolicy = operation({
  name: 'DeletePolicy',
  input: { PolicyArn: text(required) },
  run: ({ PolicyArn }, { world }) => {
    needPolicy(world, PolicyArn);
    const used = roleTable(world)
      .values()
      .some(({ attached, PermissionsBoundary }) => attached.includes(PolicyArn) || PermissionsBoundary === PolicyArn);
    if (used) throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
    policyTable(world).delete(PolicyArn);
    return {};
  },
});
