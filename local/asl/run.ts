import type { Frame } from './frame.ts';
import type { Json } from './json.ts';
import type { Graph, State } from './machine.ts';
import { isPromise, type Maybe } from './maybe.ts';
import { choose } from './states/choice.ts';
import { fail } from './states/fail.ts';
import { iterate } from './states/map.ts';
import { branch } from './states/parallel.ts';
import { pass } from './states/pass.ts';
import { task } from './states/task.ts';
import { wait } from './states/wait.ts';
import { type Transition, Visit } from './visit.ts';

/** Runs a graph to its end, without a turn of the event loop as long as no state waits. Throws StateFailure. */
export function run(frame: Frame, graph: Graph, input: Json): Maybe<Json> {
  let transition: Transition = { next: graph.startAt, output: input };
  while (transition.next !== undefined) {
    const step = visit(frame, graph, transition);
    if (isPromise(step)) return runOn(frame, graph, step);
    transition = step;
  }
  return transition.output;
}

async function runOn(frame: Frame, graph: Graph, pending: Promise<Transition>): Promise<Json> {
  let transition = await pending;
  while (transition.next !== undefined) transition = await visit(frame, graph, transition);
  return transition.output;
}

function visit(frame: Frame, graph: Graph, { next, output }: Transition): Maybe<Transition> {
  const visited = new Visit(frame, graph.states.get(next as string) as State, output);
  try {
    const step = perform(visited);
    return isPromise(step) ? step.catch((thrown) => Promise.reject(visited.failure(thrown))) : step;
  } catch (thrown) {
    throw visited.failure(thrown);
  }
}

function perform(visited: Visit): Maybe<Transition> {
  switch (visited.state.type) {
    case 'Pass':
    case 'Succeed':
      return pass(visited as Visit<typeof visited.state>);
    case 'Fail':
      return fail(visited as Visit<typeof visited.state>);
    case 'Wait':
      return wait(visited as Visit<typeof visited.state>);
    case 'Choice':
      return choose(visited as Visit<typeof visited.state>);
    case 'Task':
      return task(visited as Visit<typeof visited.state>);
    case 'Parallel':
      return branch(visited as Visit<typeof visited.state>);
    case 'Map':
      return iterate(visited as Visit<typeof visited.state>);
  }
}
