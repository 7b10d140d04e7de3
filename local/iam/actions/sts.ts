import type { ActionTable } from '../action-table.ts';

/** Service Authorization Reference, "Actions, resources, and condition keys for AWS Security Token Service". */
export const actions: ActionTable = {
  AssumeRole: [{ action: 'sts:AssumeRole', resource: ({ RoleArn }: { RoleArn: string }) => RoleArn }],
  // "No permissions are required to perform this operation" (STS API reference).
  GetCallerIdentity: [],
};
