import { roleTable, statementsOf } from '../../local/iam/roles.ts';
import type { World } from '../../local/world.ts';

/** One action on one resource pattern that a role's policies allow: the smallest thing that can be used or left unused. */
export interface Grant {
  /** The role's name. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/**
 * Every grant of every role that the stacks made, inline and managed policies alike: statements taken apart into single actions and resources.
 * @throws Error for an allowing statement with NotAction or NotResource, which no report could hold to its uses
 */
export function grantsOf(world: World): { roles: string[]; grants: Grant[] } {
  const all = roleTable(world).values();
  const grants = all.flatMap(({ Arn, RoleName: role }) =>
    statementsOf(world, Arn).flatMap(({ effect, actions, resources }): Grant[] => {
      if (effect === 'Deny') return [];
      if (!actions || !resources) throw new Error(`${role}: expected Action and Resource in every statement that allows`);
      return actions.flatMap((action) => resources.map((resource) => ({ role, action, resource })));
    }),
  );
  return { roles: all.map(({ RoleName }) => RoleName), grants };
}
