import type { Raw } from '../compile.ts';
import { parseResource } from '../machine.ts';
import { parseTimestamp } from '../timestamp.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import { checkExpressions } from './expressions.ts';
import { FIELDS, JSONATA_ONLY, JSONPATH_ONLY, MODES, NOT_HERE, NUMBERS, REQUIRED, RULE_FIELDS, TEXTS } from './fields.ts';
import { checkHandlers } from './handlers.ts';
import { checkAllowed, checkNumbers, checkOneOf, checkOneOfValues, checkRequired, checkText, isExpression } from './rules.ts';
import { checkAssign } from './variables.ts';

/** What the checks of one definition share. */
export interface Checks {
  readonly findings: Findings;
  readonly express: boolean;
  /** Whether the machine's own language is JSONata: what states inside Maps and Parallels take, too. */
  readonly jsonata: boolean;
  readonly top: Raw;
}

/** Checks every state of a graph and of the graphs inside it. */
export function checkStates(graph: Raw, checks: Checks, path: string): void {
  for (const [name, state] of Object.entries(graph.States as Raw)) checkState(name, state, checks, `${path}/States/${name}`);
}

function checkState(name: string, state: unknown, checks: Checks, path: string): void {
  const { findings } = checks;
  if (!isObject(state)) {
    findings.schema('Expected value of type Object', path);
    return;
  }
  if (name.length === 0 || name.length > 80) findings.schema('State names have 1 to 80 characters', path);
  if (typeof state.Type !== 'string') {
    findings.schema('These fields are required: [Type]', path);
    return;
  }
  const fields = FIELDS[state.Type];
  if (!fields) {
    findings.schema(`Value must be one of [${Object.keys(FIELDS).join(', ')}]`, `${path}/Type`);
    return;
  }
  const jsonata = checkLanguage(state, checks, path);
  for (const field of Object.keys(state)) checkField(field, fields, jsonata, findings, path);
  checkRequired(state, REQUIRED[state.Type] ?? [], findings, path);
  if (fields.includes('Next')) checkOneOf(state, ['Next', 'End'], true, findings, path);
  checkNumbers(state, NUMBERS, findings, path, jsonata);
  checkHandlers(state, jsonata, findings, path);
  checkText(state, TEXTS, findings, path);
  checkAssign(state, findings, path);
  checkType(state, jsonata, checks, path);
  if (jsonata) checkExpressions(state, findings, path);
}

function checkLanguage(state: Raw, { findings, jsonata }: Checks, path: string): boolean {
  if (!('QueryLanguage' in state)) return jsonata;
  if (state.QueryLanguage === 'JSONPath') {
    if (jsonata) findings.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", path);
    return false;
  }
  if (state.QueryLanguage !== 'JSONata') findings.schema('Value must be one of [JSONPath, JSONata]', `${path}/QueryLanguage`);
  return true;
}

function checkField(field: string, fields: readonly string[], jsonata: boolean, findings: Findings, path: string): void {
  const [is, other] = jsonata ? ['JSONata', 'JSONPath'] : ['JSONPath', 'JSONata'];
  if (!fields.includes(field)) findings.schema(`Field '${field}' is not supported`, path);
  else if ((jsonata ? JSONPATH_ONLY : JSONATA_ONLY).includes(field))
    findings.schema(`The QueryLanguage is set to '${is}', but field '${field}' is only supported for the '${other}' QueryLanguage`, path);
  else if (NOT_HERE.includes(field))
    findings.schema(`Field '${field}' is not supported by Trainyard's local Step Functions, which runs inline Maps in one account`, path);
}

function checkType(state: Raw, jsonata: boolean, checks: Checks, path: string): void {
  if (state.Type === 'Task') checkTask(state, checks, path);
  if (state.Type === 'Wait') checkWait(state, jsonata, checks.findings, path);
  if (state.Type === 'Choice') checkChoice(state, jsonata, checks.findings, path);
  if (state.Type === 'Parallel') {
    for (const [i, branch] of listOf(state.Branches).entries()) checkInner(branch, checks, `${path}/Branches[${i}]`, false);
    if ('Branches' in state && listOf(state.Branches).length === 0)
      checks.findings.schema('Expected a non-empty Array', `${path}/Branches`);
  }
  if (state.Type === 'Map') {
    if ('Items' in state && !Array.isArray(state.Items) && !isExpression(state.Items))
      checks.findings.schema('Value must be an array or a JSONata expression that evaluates to an array', `${path}/Items`);
    checkOneOf(state, ['ItemProcessor', 'Iterator'], true, checks.findings, path);
    for (const field of ['ItemProcessor', 'Iterator']) if (field in state) checkInner(state[field], checks, `${path}/${field}`, true);
  }
}

function checkInner(graph: unknown, checks: Checks, path: string, processor: boolean): void {
  const { findings } = checks;
  if (!isObject(graph)) {
    findings.schema('Expected value of type Object', path);
    return;
  }
  const allowed = ['Comment', 'StartAt', 'States', ...(processor ? ['ProcessorConfig'] : [])];
  checkAllowed(graph, allowed, findings, path);
  checkRequired(graph, ['StartAt', 'States'], findings, path);
  checkText(graph, ['StartAt', 'Comment'], findings, path);
  if ('ProcessorConfig' in graph) checkProcessor(graph.ProcessorConfig, findings, `${path}/ProcessorConfig`);
  if (isObject(graph.States)) checkStates(graph, checks, path);
}

function checkProcessor(config: unknown, findings: Findings, path: string): void {
  if (!isObject(config)) {
    findings.schema('Expected value of type Object', path);
    return;
  }
  checkAllowed(config, ['Mode', 'ExecutionType'], findings, path);
  checkOneOfValues(config, 'Mode', MODES, findings, path);
  if (config.Mode === 'DISTRIBUTED')
    findings.schema("Mode DISTRIBUTED is not supported by Trainyard's local Step Functions: use INLINE", `${path}/Mode`);
  else if ('ExecutionType' in config) findings.schema("Field 'ExecutionType' is only supported for Mode 'DISTRIBUTED'", path);
}

function checkTask(state: Raw, { findings, express }: Checks, path: string): void {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = state;
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout)
    findings.schema('HeartbeatSeconds must be smaller than TimeoutSeconds', `${path}/HeartbeatSeconds`);
  if (!('Resource' in state)) return;
  const resource = typeof state.Resource === 'string' ? parseResource(state.Resource) : undefined;
  if (!resource) findings.schema('Value is not a valid resource ARN', `${path}/Resource`);
  else if (express && resource.pattern !== '')
    findings.schema(`Express state machine does not support '.${resource.pattern}' service integration`, `${path}/Resource`);
}

function checkWait(state: Raw, jsonata: boolean, findings: Findings, path: string): void {
  checkOneOf(state, ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'], true, findings, path);
  const { Timestamp } = state;
  if (Timestamp === undefined || (jsonata && isExpression(Timestamp))) return;
  if (typeof Timestamp !== 'string' || parseTimestamp(Timestamp) === undefined)
    findings.schema('String does not match RFC3339 timestamp', `${path}/Timestamp`);
}

function checkChoice(state: Raw, jsonata: boolean, findings: Findings, path: string): void {
  if ('Choices' in state && listOf(state.Choices).length === 0) findings.schema('Expected a non-empty Array', `${path}/Choices`);
  for (const [i, rule] of listOf(state.Choices).entries()) {
    const place = `${path}/Choices[${i}]`;
    if (!isObject(rule)) findings.schema('Expected value of type Object', place);
    else {
      checkRequired(rule, jsonata ? ['Condition', 'Next'] : ['Next'], findings, place);
      if (jsonata) checkAllowed(rule, RULE_FIELDS, findings, place);
      checkText(rule, ['Next', 'Comment'], findings, place);
      if (jsonata && 'Condition' in rule && typeof rule.Condition !== 'boolean' && !isExpression(rule.Condition))
        findings.schema('Value must be a boolean or a JSONata expression', `${place}/Condition`);
      checkAssign(rule, findings, place);
    }
  }
}
