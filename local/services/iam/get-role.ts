import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needRole, roleOutput } from './roles.ts';

export const getRole = operation({
  name: 'GetRole',
  input: { RoleName: text(required) },
  run: ({ RoleName }, { world }) => ({ Role: roleOutput(needRole(world, RoleName)) }),
});
