/** A policy document as IAM stores it, with single values made lists. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Kind (`Service`, `AWS`, …) → names; `{'*': ['*']}` for everyone. Absent in identity policies. */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
  /** Operator → key → values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The same texts are read for every call of a role: kept, up to some hundreds of them. */
const parsedBefore = new Map<string, readonly Statement[]>();

/**
 * Reads a policy document's JSON text.
 * @throws Error that says what is wrong; IAM operations answer it as MalformedPolicyDocument
 */
export function parsePolicy(document: string): readonly Statement[] {
  const known = parsedBefore.get(document);
  if (known) return known;
  const statements = parse(document);
  if (parsedBefore.size >= 500) parsedBefore.clear();
  parsedBefore.set(document, statements);
  return statements;
}

function parse(document: string): Statement[] {
  const parsed = JSON.parse(document) as { Statement?: unknown };
  if (parsed === null || typeof parsed !== 'object' || parsed.Statement === undefined) throw new Error('Missing required field Statement');
  return (Array.isArray(parsed.Statement) ? parsed.Statement : [parsed.Statement]).map(readStatement);
}

function readStatement(raw: Record<string, unknown>): Statement {
  if (raw.Effect !== 'Allow' && raw.Effect !== 'Deny') throw new Error(`Invalid effect: ${String(raw.Effect)}`);
  if (raw.Action === undefined && raw.NotAction === undefined) throw new Error('Policy statement must contain actions.');
  return {
    effect: raw.Effect,
    ...(raw.Action !== undefined && { actions: strings(raw.Action) }),
    ...(raw.NotAction !== undefined && { notActions: strings(raw.NotAction) }),
    ...(raw.Resource !== undefined && { resources: strings(raw.Resource) }),
    ...(raw.NotResource !== undefined && { notResources: strings(raw.NotResource) }),
    ...(raw.Principal !== undefined && { principals: readPrincipals(raw.Principal) }),
    conditions: readConditions(raw.Condition),
  };
}

function readPrincipals(raw: unknown): Record<string, string[]> {
  if (raw === '*') return { '*': ['*'] };
  return Object.fromEntries(Object.entries(raw as object).map(([kind, names]) => [kind, strings(names)]));
}

function readConditions(raw: unknown): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    Object.entries((raw ?? {}) as Record<string, object>).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, strings(values)])),
    ]),
  );
}

/** IAM takes one value or a list, and booleans and numbers for their text. */
function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}
