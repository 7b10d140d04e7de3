import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const listAttachedRolePolicies = operation({
  name: 'ListAttachedRolePolicies',
  input: { RoleName: text(required), PathPrefix: text(), Marker: text(), MaxItems: number() },
  run: ({ RoleName }, { world }) => ({
    AttachedPolicies: needRole(world, RoleName).attached.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
      PolicyArn: arn,
    })),
    IsTruncated: false,
  }),
});
