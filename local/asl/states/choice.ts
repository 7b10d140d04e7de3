import { expectType } from '../expression.ts';
import { StateFailure, stateCause } from '../failures.ts';
import type { Json } from '../json.ts';
import type { ChoiceState } from '../machine.ts';
import { isPromise, type Maybe } from '../maybe.ts';
import type { Template } from '../template.ts';
import type { Transition, Visit } from '../visit.ts';

/** Takes the first rule whose condition is true, else the default. */
export function choose(visit: Visit<ChoiceState>, from = 0): Maybe<Transition> {
  const { rules } = visit.state;
  const scope = visit.scope();
  for (let i = from; i < rules.length; i++) {
    const rule = rules[i] as (typeof rules)[number];
    const condition = rule.condition.evaluate(scope);
    if (isPromise(condition)) {
      return condition.then((json) =>
        holds(rule.condition, json) ? visit.leave(rule.effects, rule.next, visit.input, () => scope) : choose(visit, i + 1),
      );
    }
    if (holds(rule.condition, condition)) return visit.leave(rule.effects, rule.next, visit.input, () => scope);
  }
  const { defaultNext, effects, name } = visit.state;
  if (defaultNext !== undefined) return visit.leave(effects, defaultNext, visit.input, () => scope);
  throw new StateFailure('States.NoChoiceMatched', stateCause(name, visit.entered, NO_CHOICE), visit.entered);
}

const NO_CHOICE = 'Failed to transition out of the state. The state does not point to a next state.';

function holds(condition: Template, { value }: Json): boolean {
  if (condition.expression) expectType(condition.expression, value, 'boolean');
  return value === true;
}
