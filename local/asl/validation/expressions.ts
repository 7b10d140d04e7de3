import type jsonata from 'jsonata';
import type { Raw } from '../compile.ts';
import { expressionSource } from '../expression.ts';
import { parseExpression } from '../regex.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import { type Reserved, reads, topLevelReferences } from './references.ts';

/** Fields whose strings are never expressions. */
const PLAIN = [
  'Type',
  'Comment',
  'QueryLanguage',
  'Next',
  'End',
  'Default',
  'Resource',
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Retry',
  'ErrorEquals',
  'Label',
];

/** States that have a result, which their Output and Assign may read. */
const WITH_RESULT = ['Task', 'Parallel', 'Map'];

/**
 * Every expression of a JSONata state parses, and reads only what AWS offers it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#reserved-variable-states
 */
export function checkExpressions(state: Raw, findings: Findings, path: string): void {
  for (const [field, value] of Object.entries(state)) {
    if (PLAIN.includes(field)) continue;
    if (field === 'Choices' || field === 'Catch') {
      const offered: Reserved[] = field === 'Catch' ? ['errorOutput'] : [];
      for (const [i, item] of listOf(value).entries()) if (isObject(item)) checkHandler(item, findings, `${path}/${field}[${i}]`, offered);
    } else {
      const result = WITH_RESULT.includes(state.Type as string) && ['Output', 'Assign'].includes(field);
      walk(value, findings, `${path}/${field}`, result ? ['result'] : []);
    }
  }
}

function checkHandler(item: Raw, findings: Findings, path: string, offered: readonly Reserved[]): void {
  for (const [field, value] of Object.entries(item)) if (!PLAIN.includes(field)) walk(value, findings, `${path}/${field}`, offered);
}

function walk(value: unknown, findings: Findings, path: string, offered: readonly Reserved[]): void {
  if (typeof value === 'string') check(value, findings, path, offered);
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, findings, `${path}[${i}]`, offered);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) walk(item, findings, `${path}/${key}`, offered);
}

function check(text: string, findings: Findings, path: string, offered: readonly Reserved[]): void {
  const source = expressionSource(text);
  if (source === undefined) return;
  let ast: jsonata.ExprNode;
  try {
    ast = parseExpression(source).ast();
  } catch (error) {
    findings.error('INVALID_JSONATA_EXPRESSION', (error as Error).message, path);
    return;
  }
  for (const name of topLevelReferences(ast))
    findings.error('UNSUPPORTED_JSONATA_EXPRESSION', `Reference to '${name}' at the top level is not supported.`, path);
  for (const member of ['result', 'errorOutput'] as const)
    if (!offered.includes(member) && reads(ast, member))
      findings.error('UNSUPPORTED_JSONATA_EXPRESSION', `Field '$states.${member}' does not exist.`, path);
}
