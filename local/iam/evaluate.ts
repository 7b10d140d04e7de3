import { conditionsHold } from './conditions.ts';
import type { Statement } from './policy.ts';
import { wildcard } from './wildcard.ts';

export interface AccessRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

/** IAM's verdict over all statements of a principal: an explicit deny wins, then any allow, else no (IAM User Guide, "Policy evaluation logic"). */
export function evaluate(statements: readonly Statement[], request: AccessRequest): Decision {
  const matching = statements.filter((statement) => applies(statement, request));
  if (matching.some((statement) => statement.effect === 'Deny')) return 'explicitly denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

/** For resource policies: the statements that name this service, or everyone. */
export function forService(statements: readonly Statement[], principal: string): Statement[] {
  return statements.filter(
    ({ principals }) => principals && (principals['*'] || principals.Service?.includes(principal) || principals.AWS?.includes('*')),
  );
}

/** For resource policies: the statements that name this role, or everyone. One that names the whole account leaves it to the role's own policies. */
export function forRole(statements: readonly Statement[], roleArn: string): Statement[] {
  return statements.filter(
    ({ effect, principals }) =>
      principals &&
      (principals['*'] ||
        principals.AWS?.some((name) => name === '*' || name === roleArn || (effect === 'Deny' && isAccountOf(name, roleArn)))),
  );
}

/** The statements of a resource's policy that speak of the role's whole account: a key's must, before the account's own policies count. */
export function forAccount(statements: readonly Statement[], roleArn: string): Statement[] {
  return statements.filter(({ principals }) => principals?.AWS?.some((name) => isAccountOf(name, roleArn)));
}

/** `111122223333` and `arn:aws:iam::111122223333:root` stand for everybody of the account. */
const isAccountOf = (name: string, roleArn: string): boolean =>
  /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1] === roleArn.split(':')[4];

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  if (!speaksOf(statement, action)) return false;
  const reaches = (patterns: readonly string[]) => patterns.some((pattern) => wildcard(pattern, resource));
  if (statement.resources && !reaches(statement.resources)) return false;
  if (statement.notResources && reaches(statement.notResources)) return false;
  return conditionsHold(statement.conditions, context);
}

/** Statement → action → whether it speaks of it: statements are parsed once, actions are few, and most statements speak of others. */
const spoken = new WeakMap<Statement, Map<string, boolean>>();

function speaksOf(statement: Statement, action: string): boolean {
  const known = spoken.get(statement) ?? new Map<string, boolean>();
  spoken.set(statement, known);
  let speaks = known.get(action);
  if (speaks === undefined) {
    const wanted = action.toLowerCase();
    const covers = (patterns: readonly string[]) => patterns.some((pattern) => wildcard(pattern.toLowerCase(), wanted));
    speaks = (!statement.actions || covers(statement.actions)) && !(statement.notActions && covers(statement.notActions));
    known.set(action, speaks);
  }
  return speaks;
}
