import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { page } from './page.ts';
import { needRole } from './roles.ts';

export const listAttachedRolePolicies = operation({
  name: 'ListAttachedRolePolicies',
  input: { RoleName: text(required), PathPrefix: text(), Marker: text(), MaxItems: number({ integer: true, min: 1, max: 1000 }) },
  run: (input, { world }) => {
    const { attached } = needRole(world, input.RoleName);
    const { items, next } = page(input, {
      of: 'ListAttachedRolePolicies',
      items: attached,
      place: (arn, index) => [index, arn],
      moves: true,
    });
    return { AttachedPolicies: items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn })), ...next };
  },
});
