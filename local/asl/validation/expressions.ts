import jsonata from 'jsonata';
import type { Raw } from '../compile.ts';
import { expressionSource } from '../expression.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import { topLevelReferences, usesErrorOutput } from './references.ts';

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

/** Every expression of a JSONata state parses, and reads only what AWS offers it. */
export function checkExpressions(state: Raw, findings: Findings, path: string): void {
  for (const [field, value] of Object.entries(state)) {
    if (PLAIN.includes(field)) continue;
    if (field === 'Choices' || field === 'Catch') {
      for (const [i, item] of listOf(value).entries())
        if (isObject(item)) checkHandler(item, findings, `${path}/${field}[${i}]`, field === 'Catch');
    } else {
      walk(value, findings, `${path}/${field}`, false);
    }
  }
}

function checkHandler(item: Raw, findings: Findings, path: string, errorOutput: boolean): void {
  for (const [field, value] of Object.entries(item)) if (!PLAIN.includes(field)) walk(value, findings, `${path}/${field}`, errorOutput);
}

function walk(value: unknown, findings: Findings, path: string, errorOutput: boolean): void {
  if (typeof value === 'string') check(value, findings, path, errorOutput);
  else if (Array.isArray(value)) for (const [i, item] of value.entries()) walk(item, findings, `${path}[${i}]`, errorOutput);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) walk(item, findings, `${path}/${key}`, errorOutput);
}

function check(text: string, findings: Findings, path: string, errorOutput: boolean): void {
  const source = expressionSource(text);
  if (source === undefined) return;
  let ast: jsonata.ExprNode;
  try {
    ast = jsonata(source).ast();
  } catch (error) {
    findings.error('INVALID_JSONATA_EXPRESSION', (error as Error).message, path);
    return;
  }
  for (const name of topLevelReferences(ast))
    findings.error('UNSUPPORTED_JSONATA_EXPRESSION', `Reference to '${name}' at the top level is not supported.`, path);
  if (!errorOutput && usesErrorOutput(ast))
    findings.error('UNSUPPORTED_JSONATA_EXPRESSION', "Field '$states.errorOutput' does not exist.", path);
}
