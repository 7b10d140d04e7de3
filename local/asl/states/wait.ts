import { expectType } from '../expression.ts';
import { QueryError } from '../failures.ts';
import type { NumberField, WaitState } from '../machine.ts';
import { chain, type Maybe } from '../maybe.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { Transition, Visit } from '../visit.ts';
import { sleep } from './sleep.ts';

/** Waits some seconds, or until a time. */
export function wait(visit: Visit<WaitState>): Maybe<Transition> {
  const { effects, next } = visit.state;
  return chain(deadline(visit), (at) =>
    chain(sleep(visit.frame, at - visit.frame.execution.options.clock.now()), () =>
      visit.leave(effects, next, visit.input, () => visit.scope()),
    ),
  );
}

function deadline(visit: Visit<WaitState>): Maybe<number> {
  const { seconds, timestamp } = visit.state;
  if (seconds !== undefined) return chain(numberOf(visit, seconds), (value) => visit.frame.execution.options.clock.now() + value * 1000);
  if (!timestamp) return 0;
  return chain(timestamp.evaluate(visit.scope()), (json) => {
    if (timestamp.expression) expectType(timestamp.expression, json.value, 'string');
    const at = parseTimestamp(json.value as string);
    if (at !== undefined) return at;
    const text = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${json.value}`;
    throw new QueryError(text, 'Timestamp');
  });
}

/** Reads a number field such as TimeoutSeconds. */
export function numberOf(visit: Visit, field: NumberField): Maybe<number> {
  if (typeof field === 'number') return field;
  return chain(field.evaluate(visit.scope()), (json) => {
    if (field.expression) expectType(field.expression, json.value, 'number');
    return json.value as number;
  });
}
