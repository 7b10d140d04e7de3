import type { Raw } from './compile.ts';
import { isObject } from './values.ts';

/** Fields of a state that mean the same in both query languages, or need none. */
const NEUTRAL = new Set([
  'Type',
  'Comment',
  'QueryLanguage',
  'Next',
  'End',
  'Error',
  'Cause',
  'Seconds',
  'Timestamp',
  'Assign',
  'Result',
  'Resource',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Retry',
  'Catch',
  'Branches',
]);

/** The states, as JSON pointers, that only a JSONPath engine could run. A mixed definition may have JSONPath states that use no path. */
export function jsonPathStates(definition: Raw): string[] {
  return inGraph(definition, definition.QueryLanguage === 'JSONata', '');
}

/** Whether a definition needs JSONPath anywhere. */
export function needsJsonPath(definition: Raw): boolean {
  return jsonPathStates(definition).length > 0;
}

function inGraph(graph: Raw, jsonata: boolean, path: string): string[] {
  const states = isObject(graph.States) ? Object.entries(graph.States) : [];
  return states.flatMap(([name, state]) => (isObject(state) ? inState(state, jsonata, `${path}/States/${name}`) : []));
}

function inState(state: Raw, jsonataGraph: boolean, path: string): string[] {
  const jsonata = state.QueryLanguage === undefined ? jsonataGraph : state.QueryLanguage !== 'JSONPath';
  const found = jsonata || usesNoPath(state) ? [] : [path];
  for (const field of ['ItemProcessor', 'Iterator']) {
    if (isObject(state[field])) found.push(...inGraph(state[field], jsonataGraph, `${path}/${field}`));
  }
  if (Array.isArray(state.Branches)) {
    for (const [i, branch] of state.Branches.entries())
      if (isObject(branch)) found.push(...inGraph(branch, jsonataGraph, `${path}/Branches[${i}]`));
  }
  return found;
}

function usesNoPath(state: Raw): boolean {
  if (state.Type === 'Choice' || state.Type === 'Map') return false;
  if (!Object.keys(state).every((field) => NEUTRAL.has(field))) return false;
  if (hasPathKey(state.Assign)) return false;
  return ((Array.isArray(state.Catch) ? state.Catch : []) as Raw[]).every(
    (catcher) => !('ResultPath' in catcher) && !hasPathKey(catcher.Assign),
  );
}

function hasPathKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => key.endsWith('.$') || hasPathKey(item));
}
