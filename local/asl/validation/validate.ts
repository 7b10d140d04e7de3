import type { Raw } from '../compile.ts';
import { jsonPathStates } from '../jsonpath.ts';
import { isObject } from '../values.ts';
import { type Diagnostic, Findings } from './diagnostics.ts';
import { NUMBERS } from './fields.ts';
import { checkGraph } from './graph.ts';
import { checkNumbers, checkRequired } from './rules.ts';
import { checkStates } from './states.ts';

export interface ValidateOptions {
  /** An Express machine can have no task tokens and no `.sync` tasks. */
  readonly express: boolean;
}

const TOP = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version', 'QueryLanguage'];

/** All that AWS would refuse in a definition, in its words, and what only this interpreter refuses (JSONPath), in ours. */
export function validateDefinition(text: string, options: ValidateOptions): Diagnostic[] {
  const findings = new Findings();
  const definition = parse(text, findings);
  if (!definition) return findings.all;
  checkTop(definition, findings);
  if (findings.all.length > 0) return findings.all;
  checkStates(definition, { findings, express: options.express, jsonata: definition.QueryLanguage === 'JSONata', top: definition }, '');
  checkLanguage(definition, findings);
  checkGraph(definition, findings, '');
  return findings.all;
}

function parse(text: string, findings: Findings): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
    findings.schema('Expected value of type Object', '/');
  } catch (error) {
    findings.error('INVALID_JSON_DESCRIPTION', (error as Error).message);
  }
  return undefined;
}

function checkTop(definition: Raw, findings: Findings): void {
  checkRequired(definition, ['StartAt', 'States'], findings, '/');
  for (const field of Object.keys(definition)) if (!TOP.includes(field)) findings.schema(`Field '${field}' is not supported`, '/');
  if ('StartAt' in definition && typeof definition.StartAt !== 'string') findings.schema('Expected value of type String', '/StartAt');
  if ('States' in definition && !isObject(definition.States)) findings.schema('Expected value of type Object', '/States');
  if ('QueryLanguage' in definition && !['JSONata', 'JSONPath'].includes(definition.QueryLanguage as string))
    findings.schema('Value must be one of [JSONPath, JSONata]', '/QueryLanguage');
  checkNumbers(definition, { TimeoutSeconds: NUMBERS.TimeoutSeconds as (typeof NUMBERS)[string] }, findings, '', false);
}

/** Mixed definitions run as long as their JSONPath states use no path. */
function checkLanguage(definition: Raw, findings: Findings): void {
  const told = new Set(findings.all.map(({ location }) => location));
  for (const location of jsonPathStates(definition)) if (!told.has(location)) findings.schema(NO_JSONPATH, location);
}

const NO_JSONPATH =
  "JSONPath is not supported by Trainyard's local Step Functions, which runs JSONata only. " +
  'Set "QueryLanguage": "JSONata" and use Arguments, Output, Assign and Condition with {% %} expressions';
