import type { PassState } from '../machine.ts';
import type { Maybe } from '../maybe.ts';
import type { Transition, Visit } from '../visit.ts';

/** Pass and Succeed: only Output and Assign. */
export function pass(visit: Visit<PassState>): Maybe<Transition> {
  const { effects, next } = visit.state;
  return visit.leave(effects, next, visit.input, () => visit.scope());
}
