import { roleTable } from '../../iam/roles.ts';
import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { roleOutput } from './roles.ts';

export const listRoles = operation({
  name: 'ListRoles',
  input: { PathPrefix: text(), Marker: text(), MaxItems: number({ integer: true, min: 1, max: 1000 }) },
  run: (input, { world }) => {
    const roles = roleTable(world)
      .values()
      .filter(({ Path }) => Path.startsWith(input.PathPrefix ?? '/'));
    const { items, next } = page(input, { of: 'ListRoles', items: roles, place: ({ RoleName }) => [RoleName] });
    return { Roles: items.map(roleOutput), ...next };
  },
});
