import { oidcProviderArn } from '../../services/iam/oidc-providers.ts';
import type { World } from '../../world.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';
import { roleTable } from '../roles.ts';

interface Named {
  RoleName: string;
  Path?: string;
}

const roleArn = ({ RoleName, Path }: Named, world: World) =>
  roleTable(world).get(RoleName)?.Arn ?? `arn:${world.partition}:iam::${world.account}:role${Path ?? '/'}${RoleName}`;
const policyArn = (input: { PolicyArn?: string; PolicyName?: string; Path?: string }, world: World) =>
  input.PolicyArn ?? `arn:${world.partition}:iam::${world.account}:policy${input.Path ?? '/'}${input.PolicyName}`;
const onPolicy = (action: string): readonly Requirement[] => [{ action: `iam:${action}`, resource: policyArn }];
const onRole = (action: string): readonly Requirement[] => [{ action: `iam:${action}`, resource: roleArn }];

const onProvider = (action: string): readonly Requirement[] => [
  { action: `iam:${action}`, resource: (input: { OpenIDConnectProviderArn: string }) => input.OpenIDConnectProviderArn },
];

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management". */
export const actions: ActionTable = {
  AttachRolePolicy: onRole('AttachRolePolicy'),
  CreatePolicy: onPolicy('CreatePolicy'),
  CreatePolicyVersion: onPolicy('CreatePolicyVersion'),
  CreateOpenIDConnectProvider: [
    { action: 'iam:CreateOpenIDConnectProvider', resource: ({ Url }: { Url: string }, world) => oidcProviderArn(world, Url) },
  ],
  CreateRole: onRole('CreateRole'),
  DeletePolicy: onPolicy('DeletePolicy'),
  DeleteOpenIDConnectProvider: onProvider('DeleteOpenIDConnectProvider'),
  DeleteRole: onRole('DeleteRole'),
  DeleteRolePermissionsBoundary: onRole('DeleteRolePermissionsBoundary'),
  DeleteRolePolicy: onRole('DeleteRolePolicy'),
  DetachRolePolicy: onRole('DetachRolePolicy'),
  GetPolicy: onPolicy('GetPolicy'),
  GetPolicyVersion: onPolicy('GetPolicyVersion'),
  GetOpenIDConnectProvider: onProvider('GetOpenIDConnectProvider'),
  GetRole: onRole('GetRole'),
  GetRolePolicy: onRole('GetRolePolicy'),
  ListAttachedRolePolicies: onRole('ListAttachedRolePolicies'),
  ListRolePolicies: onRole('ListRolePolicies'),
  ListRoles: [{ action: 'iam:ListRoles', resource: anyResource }],
  PutRolePermissionsBoundary: onRole('PutRolePermissionsBoundary'),
  PutRolePolicy: onRole('PutRolePolicy'),
  UpdateAssumeRolePolicy: onRole('UpdateAssumeRolePolicy'),
  UpdateRole: onRole('UpdateRole'),
};
