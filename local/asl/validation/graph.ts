import type { Raw } from '../compile.ts';
import { isObject, listOf } from '../values.ts';
import type { Findings } from './diagnostics.ts';

/** Where states lead: every target is there, some state ends, and every state can be reached. */
export function checkGraph(graph: Raw, findings: Findings, path: string): void {
  const states = graph.States;
  if (!isObject(states)) return;
  const targets = allTargets(graph, path);
  for (const { name, place } of targets)
    if (!(name in states)) findings.error('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${name}`, place);
  const all = Object.entries(states).filter((entry): entry is [string, Raw] => isObject(entry[1]));
  const ends = all.some(([, state]) => state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');
  // AWS says this alone: what cannot be reached in a workflow without end is not told.
  if (!ends && all.length > 0) findings.error('MISSING_END_STATE', 'Workflow has no terminal state');
  else
    for (const name of unreachable(graph, states))
      findings.error('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${path}/States/${name}`);
  for (const [name, state] of all)
    for (const [inner, place] of innerGraphs(state)) checkGraph(inner, findings, `${path}/States/${name}/${place}`);
}

interface Target {
  readonly name: string;
  readonly place: string;
}

function allTargets(graph: Raw, path: string): Target[] {
  const start = typeof graph.StartAt === 'string' ? [{ name: graph.StartAt, place: `${path}/StartAt` }] : [];
  const states = Object.entries(graph.States as Raw);
  return [...start, ...states.flatMap(([name, state]) => (isObject(state) ? targetsOf(state, `${path}/States/${name}`) : []))];
}

function targetsOf(state: Raw, path: string): Target[] {
  const found: Target[] = [];
  const add = (name: unknown, place: string): void => {
    if (typeof name === 'string') found.push({ name, place });
  };
  add(state.Next, `${path}/Next`);
  for (const field of ['Choices', 'Catch'])
    for (const [i, item] of listOf(state[field]).entries()) if (isObject(item)) add(item.Next, `${path}/${field}[${i}]/Next`);
  add(state.Default, `${path}/Default`);
  return found;
}

function unreachable(graph: Raw, states: Raw): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const state = states[name];
    if (seen.has(name) || !isObject(state)) return;
    seen.add(name);
    for (const target of targetsOf(state, '')) visit(target.name);
  };
  visit(String(graph.StartAt));
  return Object.keys(states).filter((name) => !seen.has(name));
}

/** Returns the graphs of a Parallel's branches or a Map's processor, each with its place in the state. */
export function innerGraphs(state: Raw): [Raw, string][] {
  const branches = listOf(state.Branches).map((branch, i) => [branch, `Branches[${i}]`] as const);
  const processors = ['ItemProcessor', 'Iterator'].map((field) => [state[field], field] as const);
  return [...branches, ...processors].filter((entry): entry is [Raw, string] => isObject(entry[0]));
}
