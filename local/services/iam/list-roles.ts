import { roleTable } from '../../iam/roles.ts';
import { number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { roleOutput } from './roles.ts';

export const listRoles = operation({
  name: 'ListRoles',
  input: { PathPrefix: text(), Marker: text(), MaxItems: number() },
  run: ({ PathPrefix = '/' }, { world }) => ({
    Roles: roleTable(world)
      .values()
      .filter(({ Path }) => Path.startsWith(PathPrefix))
      .map(roleOutput),
    IsTruncated: false,
  }),
});
