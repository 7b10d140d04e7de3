import type { Raw } from '../compile.ts';
import { jsonPathStates } from '../jsonpath.ts';
import { isObject } from '../values.ts';
import { type Diagnostic, Findings } from './diagnostics.ts';
import { NUMBERS } from './fields.ts';
import { checkGraph } from './graph.ts';
import { checkAllowed, checkNumbers, checkOneOfValues, checkRequired, checkText } from './rules.ts';
import { checkScopes } from './scopes.ts';
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
  checkScopes(definition, findings);
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
  checkAllowed(definition, TOP, findings, '/');
  checkText(definition, ['StartAt', 'Comment'], findings, '');
  if ('States' in definition && !isObject(definition.States)) findings.schema('Expected value of type Object', '/States');
  checkOneOfValues(definition, 'QueryLanguage', ['JSONPath', 'JSONata'], findings, '');
  checkOneOfValues(definition, 'Version', ['1.0'], findings, '');
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
