import { expectType } from '../expression.ts';
import { StateFailure, stateCause } from '../failures.ts';
import type { ChoiceState } from '../machine.ts';
import { isPromise, type Maybe } from '../maybe.ts';
import type { Transition, Visit } from '../visit.ts';

/** Takes the first rule whose condition is true, else the default. */
export function choose(visit: Visit<ChoiceState>, from = 0): Maybe<Transition> {
  const { rules } = visit.state;
  const bindings = visit.bindings();
  for (let i = from; i < rules.length; i++) {
    const rule = rules[i] as (typeof rules)[number];
    const condition = rule.condition.evaluate(bindings);
    const decide = (value: unknown): Maybe<Transition> | undefined => {
      if (rule.condition.expression) expectType(rule.condition.expression, value, 'boolean');
      return value === true ? visit.leave(rule.effects, rule.next, visit.input, bindings) : undefined;
    };
    if (isPromise(condition)) return condition.then((json) => decide(json.value) ?? choose(visit, i + 1));
    const decision = decide(condition.value);
    if (decision) return decision;
  }
  const { defaultNext, effects, name } = visit.state;
  if (defaultNext !== undefined) return visit.leave(effects, defaultNext, visit.input, bindings);
  throw new StateFailure('States.NoChoiceMatched', stateCause(name, visit.entered, NO_CHOICE), visit.entered);
}

const NO_CHOICE = 'Failed to transition out of the state. The state does not point to a next state.';
