import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import type { FunctionReference } from './records.ts';

/** A statement of a function's resource policy, in IAM's shape. */
export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** `name` or `name:qualifier` → statements: a version has a policy of its own. */
export const policies = (world: World): Table<PermissionStatement[]> => world.store.table('lambda/policies');

export const policyKey = ({ name, qualifier }: FunctionReference): string => (qualifier ? `${name}:${qualifier}` : name);

/** The policy document's JSON text; undefined where nobody was given a permission. */
export function policyText(world: World, reference: FunctionReference): string | undefined {
  const statements = policies(world).get(policyKey(reference));
  return statements?.length ? JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }) : undefined;
}
