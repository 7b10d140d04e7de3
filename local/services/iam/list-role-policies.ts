import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needRole } from './roles.ts';

export const listRolePolicies = operation({
  name: 'ListRolePolicies',
  input: { RoleName: text(required), Marker: text(), MaxItems: number({ integer: true, min: 1, max: 1000 }) },
  run: (input, { world }) => {
    const names = Object.keys(needRole(world, input.RoleName).policies);
    const { items, next } = page(input, { of: 'ListRolePolicies', items: names, place: (name, index) => [index, name], moves: true });
    return { PolicyNames: items, ...next };
  },
});
