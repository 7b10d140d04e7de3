import type { Service } from '../operation.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { createOpenIDConnectProvider } from './create-open-id-connect-provider.ts';
import { createPolicy } from './create-policy.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { createRole } from './create-role.ts';
import { deleteOpenIDConnectProvider } from './delete-open-id-connect-provider.ts';
import { deletePolicy } from './delete-policy.ts';
import { deleteRole } from './delete-role.ts';
import { deleteRolePermissionsBoundary } from './delete-role-permissions-boundary.ts';
import { deleteRolePolicy } from './delete-role-policy.ts';
import { detachRolePolicy } from './detach-role-policy.ts';
import { getOpenIDConnectProvider } from './get-open-id-connect-provider.ts';
import { getPolicy } from './get-policy.ts';
import { getPolicyVersion } from './get-policy-version.ts';
import { getRole } from './get-role.ts';
import { getRolePolicy } from './get-role-policy.ts';
import { listAttachedRolePolicies } from './list-attached-role-policies.ts';
import { listRolePolicies } from './list-role-policies.ts';
import { listRoles } from './list-roles.ts';
import { putRolePermissionsBoundary } from './put-role-permissions-boundary.ts';
import { putRolePolicy } from './put-role-policy.ts';
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts';
import { updateRole } from './update-role.ts';

export const iam: Service = {
  name: 'iam',
  operations: [
    attachRolePolicy,
    createPolicy,
    createPolicyVersion,
    deletePolicy,
    deleteRolePermissionsBoundary,
    getPolicy,
    getPolicyVersion,
    putRolePermissionsBoundary,
    createOpenIDConnectProvider,
    createRole,
    deleteOpenIDConnectProvider,
    deleteRole,
    deleteRolePolicy,
    detachRolePolicy,
    getOpenIDConnectProvider,
    getRole,
    getRolePolicy,
    listAttachedRolePolicies,
    listRolePolicies,
    listRoles,
    putRolePolicy,
    updateAssumeRolePolicy,
    updateRole,
  ],
};
