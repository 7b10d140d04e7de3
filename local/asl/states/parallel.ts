import { StateFailure } from '../failures.ts';
import { Frame } from '../frame.ts';
import { Json } from '../json.ts';
import type { ParallelState } from '../machine.ts';
import { chain, isPromise, type Maybe } from '../maybe.ts';
import type { Transition, Visit } from '../visit.ts';
import { recovering } from './recover.ts';
import { abandon, quiet } from './side-by-side.ts';

/** Runs all branches on the same input; the first failure ends the others. */
export function branch(visit: Visit<ParallelState>): Maybe<Transition> {
  return recovering(
    visit,
    () => attempt(visit),
    (failure) => {
      const id = visit.frame.emit('ParallelStateFailed', failure.eventId);
      visit.frame.open = undefined;
      return id;
    },
  );
}

function attempt(visit: Visit<ParallelState>): Maybe<Transition> {
  const { state } = visit;
  const input = state.arguments ? state.arguments.evaluate(visit.scope()) : visit.input;
  return chain(input, (json) => {
    const started = visit.emit('ParallelStateStarted');
    visit.last = started;
    return chain(branches(visit, json, started), (result) =>
      visit.leave(
        state.effects,
        state.next,
        result,
        () => visit.scope({ result }),
        () => visit.emit('ParallelStateSucceeded'),
      ),
    );
  });
}

function branches(visit: Visit<ParallelState>, input: Json, started: number): Maybe<Json> {
  const graphs = visit.state.branches;
  const frames = graphs.map(() => new Frame(visit.frame.execution, visit.frame, Object.create(visit.frame.variables), started));
  const outputs: Json[] = [];
  const done = (i: number, output: Json): void => {
    const frame = frames[i] as Frame;
    frame.check();
    outputs[i] = output;
    visit.last = frame.cursor;
    frame.leave();
  };
  const failed = (i: number, thrown: unknown): never => {
    const frame = frames[i] as Frame;
    frame.check();
    if (thrown instanceof StateFailure) abandon(visit, thrown, frame);
    throw thrown;
  };
  const pending: Promise<void>[] = [];
  for (const [i, graph] of graphs.entries()) {
    try {
      const output = visit.frame.execution.runGraph(frames[i] as Frame, graph, input);
      if (isPromise(output))
        pending.push(
          quiet(
            output.then(
              (json) => done(i, json),
              (thrown) => failed(i, thrown),
            ),
          ),
        );
      else done(i, output);
    } catch (thrown) {
      failed(i, thrown);
    }
  }
  const whole = (): Json => Json.array(outputs);
  return pending.length === 0 ? whole() : Promise.all(pending).then(whole);
}
