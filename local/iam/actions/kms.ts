import { keyArn } from '../../services/kms/keys.ts';
import { type ActionTable, anyResource, type Requirement } from '../action-table.ts';

const key = (action: string): Requirement[] => [
  { action: `kms:${action}`, resource: ({ KeyId }: { KeyId: string }, world) => keyArn(world, KeyId) },
];

/** Service authorization reference, "Actions, resources, and condition keys for AWS Key Management Service". */
export const actions: ActionTable = {
  CreateKey: [{ action: 'kms:CreateKey', resource: anyResource }],
  DescribeKey: key('DescribeKey'),
  GetKeyPolicy: key('GetKeyPolicy'),
  PutKeyPolicy: key('PutKeyPolicy'),
};
