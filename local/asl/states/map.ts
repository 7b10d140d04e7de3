import { expectType } from '../expression.ts';
import { QueryError } from '../failures.ts';
import type { Json } from '../json.ts';
import type { MapState } from '../machine.ts';
import { chain, type Maybe } from '../maybe.ts';
import type { Transition, Visit } from '../visit.ts';
import { Iterations, type Limits } from './iterations.ts';
import { recovering } from './recover.ts';
import { numberOf } from './wait.ts';

/** Runs the item processor once for each item. */
export function iterate(visit: Visit<MapState>): Maybe<Transition> {
  let iterations: Iterations | undefined;
  const attempt = (): Maybe<Transition> => {
    // A retry starts from the end of the iteration that failed.
    if (iterations?.failedAt !== undefined) visit.last = iterations.failedAt;
    return chain(items(visit), (list) =>
      chain(limits(visit, list.length), (limit) => {
        visit.last = visit.emit('MapStateStarted', { length: list.length });
        iterations = new Iterations(visit, list, limit);
        return chain(iterations.run(), (result) => leave(visit, result));
      }),
    );
  };
  return recovering(visit, attempt, (failure) => {
    const id = visit.frame.emit('MapStateFailed', failure.eventId);
    visit.frame.open = undefined;
    return id;
  });
}

/** AWS runs at most 40 iterations of an inline Map at a time. */
const INLINE_CONCURRENCY = 40;

function limits(visit: Visit<MapState>, length: number): Maybe<Limits> {
  const { maxConcurrency, toleratedCount, toleratedPercentage } = visit.state;
  return chain(numberOf(visit, maxConcurrency ?? 0), (concurrency) =>
    chain(numberOf(visit, toleratedCount ?? 0), (count) =>
      chain(numberOf(visit, toleratedPercentage ?? 0), (percentage) => ({
        concurrency: Math.min(concurrency > 0 ? concurrency : INLINE_CONCURRENCY, INLINE_CONCURRENCY),
        tolerated: Math.max(count, Math.floor((percentage / 100) * length)),
      })),
    ),
  );
}

function items(visit: Visit<MapState>): Maybe<unknown[]> {
  const template = visit.state.items;
  if (!template) {
    return listOf(visit.input);
  }
  return chain(template.evaluate(visit.scope()), (json) => {
    if (template.expression) expectType(template.expression, json.value, 'array');
    return listOf(json);
  });
}

/** An inline Map takes arrays only. https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
function listOf({ value, text }: Json): unknown[] {
  if (Array.isArray(value)) return value;
  throw new QueryError(`Map state input must be an array but was: ${text}`);
}

function leave(visit: Visit<MapState>, result: Json): Maybe<Transition> {
  const { effects, next } = visit.state;
  return visit.leave(
    effects,
    next,
    result,
    () => visit.scope({ result }),
    () => visit.emit('MapStateSucceeded'),
  );
}
