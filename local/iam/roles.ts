import type { Table } from '../store.ts';
import type { World } from '../world.ts';
import { evaluate, forService } from './evaluate.ts';
import { policyDocument } from './policies.ts';
import { parsePolicy, type Statement } from './policy.ts';

/** A role as the local IAM keeps it: documents as JSON text, as they came. */
export interface Role {
  readonly RoleName: string;
  readonly RoleId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly CreateDate: Date;
  readonly AssumeRolePolicyDocument: string;
  readonly Description?: string;
  readonly MaxSessionDuration: number;
  readonly Tags: readonly { Key: string; Value: string }[];
  /** Inline policies: name → document. */
  readonly policies: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** ARN of the policy that says what the others can grant at most. */
  readonly PermissionsBoundary?: string;
}

export const roleTable = (world: World): Table<Role> => world.store.table<Role>('iam/roles');

/** `arn:aws:iam::000000000000:role/path/name` → `name`. */
export const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);

/** Every statement of a role's inline and attached policies; empty for a role that is not there, which therefore may do nothing. */
export function statementsOf(world: World, roleArn: string): readonly Statement[] {
  const role = roleTable(world).get(roleNameOf(roleArn));
  if (!role || role.Arn !== roleArn) return none;
  const attached = role.attached.map((arn) => policyDocument(world, arn) ?? '{"Statement":[]}');
  if (attached.length > 0) return [...Object.values(role.policies), ...attached].flatMap(parsePolicy);
  let own = inline.get(role);
  if (!own) {
    own = Object.values(role.policies).flatMap(parsePolicy);
    inline.set(role, own);
  }
  return own;
}

const none: readonly Statement[] = [];
/** A role's record is replaced when it changes: the statements of its inline policies are those of the record. */
const inline = new WeakMap<Role, readonly Statement[]>();

/** The statements of a role's permissions boundary; undefined for a role without one. A boundary that is gone allows nothing. */
export function boundaryOf(world: World, roleArn: string): readonly Statement[] | undefined {
  const arn = roleTable(world).get(roleNameOf(roleArn))?.PermissionsBoundary;
  return arn === undefined ? undefined : parsePolicy(policyDocument(world, arn) ?? '{"Statement":[]}');
}

/** Whether the role's trust policy lets this service (`lambda.amazonaws.com`) take it; services refuse a role that does not. */
export function trusts(world: World, roleArn: string, service: string): boolean {
  const role = roleTable(world).get(roleNameOf(roleArn));
  if (!role || role.Arn !== roleArn) return false;
  const context = { 'aws:SourceAccount': world.account };
  const statements = forService(parsePolicy(role.AssumeRolePolicyDocument), service);
  return evaluate(statements, { action: 'sts:AssumeRole', resource: roleArn, context }) === 'allowed';
}

/** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`: how AWS names a role's session. */
export function sessionArn(world: World, roleArn: string, session: string): string {
  return `arn:${world.partition}:sts::${world.account}:assumed-role/${roleNameOf(roleArn)}/${session}`;
}
