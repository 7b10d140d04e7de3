import type { Service } from '../operation.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { createRole } from './create-role.ts';
import { deleteRole } from './delete-role.ts';
import { deleteRolePolicy } from './delete-role-policy.ts';
import { detachRolePolicy } from './detach-role-policy.ts';
import { getRole } from './get-role.ts';
import { getRolePolicy } from './get-role-policy.ts';
import { listAttachedRolePolicies } from './list-attached-role-policies.ts';
import { listRolePolicies } from './list-role-policies.ts';
import { listRoles } from './list-roles.ts';
import { putRolePolicy } from './put-role-policy.ts';
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts';
import { updateRole } from './update-role.ts';

export const iam: Service = {
  name: 'iam',
  operations: [
    attachRolePolicy,
    createRole,
    deleteRole,
    deleteRolePolicy,
    detachRolePolicy,
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
