import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const listRolePolicies = operation({
  name: 'ListRolePolicies',
  input: { RoleName: text(required), Marker: text(), MaxItems: number() },
  run: ({ RoleName }, { world }) => ({ PolicyNames: Object.keys(needRole(world, RoleName).policies), IsTruncated: false }),
});
