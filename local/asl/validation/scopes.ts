import type { Raw } from '../compile.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import { innerGraphs } from './graph.ts';
import { bareName } from './variables.ts';

/**
 * Finds variables of an inner scope (a Parallel's branch, a Map's iteration) with the name of a variable of a scope around it, and state names
 * that stand twice in a machine, in whatever scopes. A variable is in a scope when any of its states assigns it, a later one too.
 * A Parallel's or Map's own Catch may assign what its inside assigns: AWS has run such a machine, whose recording is in test/conformance.
 * https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#variable-scope
 */
export function checkScopes(definition: Raw, findings: Findings): void {
  checkVariables(definition, new Set(), findings, '');
  checkNames(definition, new Set(), findings, '');
}

interface Assignment {
  readonly state: string;
  readonly variable: string;
  readonly place: string;
  /** Whether it stands in the state's Catch. */
  readonly caught: boolean;
}

function checkVariables(graph: Raw, outer: ReadonlySet<string>, findings: Findings, path: string): void {
  const states = statesOf(graph);
  const assignments = states.flatMap(([name, state]) => assignmentsOf(name, state, `${path}/States/${name}`));
  for (const { variable, place } of assignments)
    if (outer.has(variable))
      findings.schema(`Variable '${variable}' is assigned in an outer scope, too: a Map or Parallel needs other names inside`, place);
  for (const [name, state] of states) {
    const around = assignments.filter(({ state: of, caught }) => of !== name || !caught).map(({ variable }) => variable);
    const seen = new Set([...outer, ...around]);
    for (const [inner, place] of innerGraphs(state)) checkVariables(inner, seen, findings, `${path}/States/${name}/${place}`);
  }
}

function assignmentsOf(state: string, raw: Raw, path: string): Assignment[] {
  const read = (from: unknown, place: string, caught: boolean): Assignment[] =>
    !isObject(from) || !isObject(from.Assign)
      ? []
      : Object.keys(from.Assign).map((key) => ({ state, variable: bareName(key), place: `${place}/Assign/${key}`, caught }));
  const all = (field: string): Assignment[] =>
    listOf(raw[field]).flatMap((item, i) => read(item, `${path}/${field}[${i}]`, field === 'Catch'));
  return [...read(raw, path, false), ...all('Choices'), ...all('Catch')];
}

function checkNames(graph: Raw, seen: Set<string>, findings: Findings, path: string): void {
  for (const [name, state] of statesOf(graph)) {
    const place = `${path}/States/${name}`;
    if (seen.has(name)) findings.error('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, place);
    seen.add(name);
    for (const [inner, field] of innerGraphs(state)) checkNames(inner, seen, findings, `${place}/${field}`);
  }
}

function statesOf(graph: Raw): [string, Raw][] {
  return isObject(graph.States) ? Object.entries(graph.States).filter((entry): entry is [string, Raw] => isObject(entry[1])) : [];
}
