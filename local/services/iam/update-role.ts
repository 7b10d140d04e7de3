import { roleTable } from '../../iam/roles.ts';
import { number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole } from './roles.ts';

export const updateRole = operation({
  name: 'UpdateRole',
  input: {
    RoleName: text(required),
    Description: text({ max: 1000 }),
    MaxSessionDuration: number({ integer: true, min: 3600, max: 43_200 }),
  },
  run: ({ RoleName, Description, MaxSessionDuration }, { world }) => {
    const role = needRole(world, RoleName);
    const changed = {
      Description: Description ?? role.Description ?? '',
      MaxSessionDuration: MaxSessionDuration ?? role.MaxSessionDuration,
    };
    roleTable(world).set(RoleName, { ...role, ...changed });
    return {};
  },
});
