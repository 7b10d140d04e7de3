import { AwsError } from '../services/errors.ts';
import type { Service } from '../services/operation.ts';
import type { Caller, World } from '../world.ts';
import { actionTables } from './actions/index.ts';
import { decide, type Policies, type Verdict } from './decide.ts';
import { type AccessRequest, evaluate, forService } from './evaluate.ts';
import { parsePolicy, type Statement } from './policy.ts';
import { resourceStatements } from './resource-policies.ts';
import { boundaryOf, statementsOf } from './roles.ts';

/** One permission a role was seen to use, or to miss. */
export interface PermissionUse {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** Checks calls against the policies of the template, and remembers which permissions were used. */
export class Authorizer {
  readonly #world: World;
  /** What was decided, by role, action, resource and context. */
  readonly #decided = new Map<string, Decided>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Every (role, action, resource, verdict) seen since the world started. */
  uses(): PermissionUse[] {
    return [...new Map([...this.#decided.values()].map(({ key, use }) => [key, use])).values()];
  }

  /** @throws AwsError with the service's own name for a refusal, unless the caller is the root */
  authorizeCall(service: Service, operation: string, input: Record<string, unknown>, caller: Caller): void {
    if (caller.service) this.#askResource(service, operation, input, caller.service);
    else if (caller.roleArn) this.#askRole(service, operation, input, caller, caller.roleArn);
  }

  #askRole(service: Service, operation: string, input: Record<string, unknown>, caller: Caller, roleArn: string): void {
    const rows = actionTables[service.name][operation];
    if (!rows)
      throw denied(
        service.name,
        caller.arn,
        `${service.name}:${operation}`,
        '*',
        `of a missing row: the local IAM has no entry for ${operation} in local/iam/actions/${service.name}.ts`,
      );
    for (const row of rows) {
      if (row.when && !row.when(input, this.#world)) continue;
      const resources = row.resource(input, this.#world);
      for (const resource of typeof resources === 'string' ? [resources] : resources) {
        this.check(roleArn, caller.arn, row.action, resource, row.context?.(input, this.#world) ?? {}, service.name);
      }
    }
  }

  /** One action on one resource. @throws AwsError */
  check(
    roleArn: string,
    callerArn: string,
    action: string,
    resource: string,
    context: Readonly<Record<string, string>>,
    service = 'iam',
  ): void {
    const policies = {
      identity: statementsOf(this.#world, roleArn),
      boundary: boundaryOf(this.#world, roleArn),
      resource: resourceStatements(this.#world, resource),
    };
    const verdict = this.#decide(policies, roleArn, action, resource, context);
    if (!verdict.allowed) throw denied(service, callerArn, action, resource, verdict.reason);
  }

  #askResource(service: Service, operation: string, input: Record<string, unknown>, by: NonNullable<Caller['service']>): void {
    if (!service.resourcePolicy) return;
    const { arn, policy } = service.resourcePolicy(this.#world, operation, input);
    const row = actionTables[service.name][operation]?.[0];
    const action = row?.action ?? `${service.name}:${operation}`;
    const context = { 'aws:SourceArn': by.sourceArn, 'aws:SourceAccount': this.#world.account };
    const statements = policy === undefined ? [] : parsePolicy(policy);
    this.#askFor(service, statements, { action, resource: arn, context }, by);
    // A message for an encrypted topic: its key's policy must name the service too, else AWS drops the message.
    for (const use of actionTables[service.name][operation]?.slice(1) ?? []) {
      const key = use.action.startsWith('kms:') && use.when?.(input, this.#world) ? String(use.resource(input, this.#world)) : '';
      const ofKey = resourceStatements(this.#world, key);
      if (ofKey.length > 0) this.#askFor(service, ofKey, { action: use.action, resource: key, context }, by);
    }
  }

  #askFor(service: Service, policy: readonly Statement[], request: AccessRequest, by: NonNullable<Caller['service']>): void {
    const { action, resource } = request;
    if (evaluate(forService(policy, by.principal), request) === 'allowed') return;
    throw denied(service.name, by.principal, action, resource, `no resource-based policy allows the ${action} action from ${by.sourceArn}`);
  }

  /** The same question to the same policies has the same answer: a run asks most of its questions many times. */
  #decide(policies: Policies, role: string, action: string, resource: string, context: Readonly<Record<string, string>>): Verdict {
    let question = `${role} ${action} ${resource}`;
    for (const name in context) question += ` ${name}=${context[name]}`;
    const before = this.#decided.get(question);
    if (before && isSame(before.policies, policies)) return before.verdict;
    const { account, region } = this.#world;
    const verdict = decide(policies, role, {
      action,
      resource,
      context: {
        'aws:PrincipalArn': role,
        'aws:PrincipalAccount': account,
        'aws:RequestedRegion': region,
        'aws:ResourceAccount': account,
        // The loopback stands for AWS's TLS endpoints.
        'aws:SecureTransport': 'true',
        ...context,
      },
    });
    const { allowed } = verdict;
    // A refusal is still told after the policies were changed.
    if (before && before.verdict.allowed !== allowed) this.#decided.set(`${question} ${!allowed}`, before);
    const key = `${role} ${action} ${resource} ${allowed}`;
    this.#decided.set(question, { key, policies, verdict, use: { role, action, resource, allowed } });
    return verdict;
  }
}

interface Decided {
  readonly key: string;
  readonly policies: Policies;
  readonly verdict: Verdict;
  readonly use: PermissionUse;
}

/** Parsed policies are kept by what they were parsed of. */
const isSame = (a: Policies, b: Policies): boolean => a.identity === b.identity && a.boundary === b.boundary && a.resource === b.resource;

/**
 * JSON services answer AccessDeniedException with 400, REST and XML ones with 403; S3, IAM, STS and CloudFormation say AccessDenied,
 * SNS AuthorizationError.
 */
const refusals: Readonly<Record<string, readonly [name: string, status: number]>> = {
  s3: ['AccessDenied', 403],
  iam: ['AccessDenied', 403],
  sts: ['AccessDenied', 403],
  cloudformation: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  lambda: ['AccessDeniedException', 403],
  'sagemaker-runtime': ['AccessDeniedException', 403],
};

function denied(service: string, who: string, action: string, resource: string, reason: string): AwsError {
  const [name, status] = refusals[service] ?? ['AccessDeniedException', 400];
  const why = reason.startsWith('with') || reason.startsWith('because') ? reason : `because ${reason}`;
  return new AwsError(name, `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`, status);
}
