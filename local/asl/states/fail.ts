import { expectType } from '../expression.ts';
import { StateFailure } from '../failures.ts';
import type { FailState } from '../machine.ts';
import { chain, type Maybe } from '../maybe.ts';
import type { Template } from '../template.ts';
import type { Transition, Visit } from '../visit.ts';

/** Fail has no exit event: the failure itself is what follows. */
export function fail(visit: Visit<FailState>): Maybe<Transition> {
  const { error, cause } = visit.state;
  return chain(text(visit, error), (errorText) =>
    chain(text(visit, cause), (causeText) => {
      throw new StateFailure(errorText, causeText, visit.entered);
    }),
  );
}

function text(visit: Visit<FailState>, template: Template | undefined): Maybe<string | undefined> {
  if (!template) return undefined;
  return chain(template.evaluate(visit.scope()), (json) => {
    if (template.expression) expectType(template.expression, json.value, 'string');
    return json.value as string;
  });
}
