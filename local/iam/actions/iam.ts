import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';
import { roleTable } from '../roles.ts';

interface Named {
  RoleName: string;
  Path?: string;
}

const roleArn = ({ RoleName, Path }: Named, world: World) =>
  roleTable(world).get(RoleName)?.Arn ?? `arn:${world.partition}:iam::${world.account}:role${Path ?? '/'}${RoleName}`;
const onRole = (action: string): readonly Requirement[] => [{ action: `iam:${action}`, resource: roleArn }];

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management". */
export const actions: ActionTable = {
  AttachRolePolicy: onRole('AttachRolePolicy'),
  CreateRole: onRole('CreateRole'),
  DeleteRole: onRole('DeleteRole'),
  DeleteRolePolicy: onRole('DeleteRolePolicy'),
  DetachRolePolicy: onRole('DetachRolePolicy'),
  GetRole: onRole('GetRole'),
  GetRolePolicy: onRole('GetRolePolicy'),
  ListAttachedRolePolicies: onRole('ListAttachedRolePolicies'),
  ListRolePolicies: onRole('ListRolePolicies'),
  ListRoles: [{ action: 'iam:ListRoles', resource: anyResource }],
  PutRolePolicy: onRole('PutRolePolicy'),
  UpdateAssumeRolePolicy: onRole('UpdateAssumeRolePolicy'),
  UpdateRole: onRole('UpdateRole'),
};
