import type { Table } from '../store.ts';
import type { World } from '../world.ts';
import { managedPolicy } from './managed-policies.ts';

/** A customer managed policy as the local IAM keeps it: the default version alone. */
export interface PolicyRecord {
  readonly PolicyName: string;
  readonly PolicyId: string;
  readonly Arn: string;
  readonly Path: string;
  readonly Description?: string;
  readonly CreateDate: Date;
  readonly UpdateDate: Date;
  /** `v1`, `v2`, … */
  readonly DefaultVersionId: string;
  /** JSON text, as it came. */
  readonly document: string;
}

export const policyTable = (world: World): Table<PolicyRecord> => world.store.table<PolicyRecord>('iam/policies');

/** The JSON text of a managed policy, AWS's or the customer's; undefined for one that is not there. */
export const policyDocument = (world: World, arn: string): string | undefined =>
  policyTable(world).get(arn)?.document ?? managedPolicy(world, arn);
