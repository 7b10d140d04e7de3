import { type PolicyRecord, policyTable } from '../../iam/policies.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { checkPolicy } from './roles.ts';

/** @throws AwsError NoSuchEntity */
export function needPolicy(world: World, arn: string): PolicyRecord {
  const policy = policyTable(world).get(arn);
  if (!policy) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  return policy;
}

/** IAM counts all characters but white space. */
export const policySize = (document: string): number => document.replace(/\s/g, '').length;

/** @throws AwsError MalformedPolicyDocument, or LimitExceeded above the 6,144 characters of a managed policy (IAM quotas) */
export function checkManagedPolicy(document: string): void {
  checkPolicy(document);
  if (policySize(document) > 6144) throw new AwsError('LimitExceeded', 'Cannot exceed quota for PolicySize: 6144', 409);
}

/** A policy as IAM answers it: without its text. */
export const policyOutput = ({ document: _document, ...policy }: PolicyRecord) => ({ ...policy, IsAttachable: true });
