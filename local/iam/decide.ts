import { type AccessRequest, evaluate, forAccount, forRole } from './evaluate.ts';
import type { Statement } from './policy.ts';

/** All that has a say in what a role may do. */
export interface Policies {
  /** The role's inline and attached policies. */
  readonly identity: readonly Statement[];
  /** Undefined for a role without a permissions boundary. */
  readonly boundary: readonly Statement[] | undefined;
  /** Of the bucket, topic or key that the action is about. */
  readonly resource: readonly Statement[];
}

/** IAM's verdict, and for a refusal its reason in AWS's words. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/**
 * Within one account (IAM User Guide, "Policy evaluation logic"): an explicit deny anywhere wins; then the role's own policies or the
 * resource's must allow, and a boundary, which grants nothing itself, must allow too. A key's policy must have
 * left it to the account (KMS Developer Guide, "Key policies").
 */
export function decide(policies: Policies, roleArn: string, request: AccessRequest): Verdict {
  const kinds = [
    ['an identity-based policy', policies.identity],
    ['a permissions boundary', policies.boundary ?? []],
    ['a resource-based policy', forRole(policies.resource, roleArn)],
  ] as const;
  const verdicts = kinds.map(([kind, statements]) => [kind, evaluate(statements, request)] as const);
  const denying = verdicts.find(([, verdict]) => verdict === 'explicitly denied');
  if (denying) return { allowed: false, reason: `with an explicit deny in ${denying[0]}` };
  const [identity, boundary, resource] = verdicts.map(([, verdict]) => verdict === 'allowed');
  // A key that is not here (of another account, or only named) is not asked.
  const keyPolicy = request.action.startsWith('kms:') ? policies.resource : [];
  const keyRefuses = keyPolicy.length > 0 && evaluate(forAccount(keyPolicy, roleArn), request) !== 'allowed';
  const missing = (kind: string): Verdict => ({ allowed: false, reason: `because no ${kind} allows the ${request.action} action` });
  if (!identity && !resource) return missing('identity-based policy');
  if (keyRefuses && !resource) return missing('resource-based policy');
  return policies.boundary && !boundary ? missing('permissions boundary') : { allowed: true };
}
