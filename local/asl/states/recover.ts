import { StateFailure } from '../failures.ts';
import { Json } from '../json.ts';
import type { MapState, ParallelState, Retrier, TaskState } from '../machine.ts';
import { isPromise, type Maybe } from '../maybe.ts';
import type { Transition, Visit } from '../visit.ts';
import { sleep } from './sleep.ts';

type Recoverable = TaskState | ParallelState | MapState;

/**
 * Runs `attempt` under the state's Retry and Catch. `closed` is told once, after the last attempt failed and before
 * Catch: Map and Parallel write their …StateFailed there and give its id.
 */
export function recovering(
  visit: Visit<Recoverable>,
  attempt: () => Maybe<Transition>,
  closed?: (failure: StateFailure) => number,
): Maybe<Transition> {
  const used = visit.state.retry.map(() => 0);
  const tryOnce = (): Maybe<Transition> => {
    try {
      const result = attempt();
      return isPromise(result) ? result.catch((thrown) => recover(visit.failure(thrown))) : result;
    } catch (thrown) {
      return recover(visit.failure(thrown));
    }
  };
  const recover = (failure: StateFailure): Maybe<Transition> => {
    visit.last = failure.eventId;
    const delay = nextDelay(visit, failure, used);
    if (delay !== undefined) {
      visit.retryCount++;
      // A turn of the event loop, even for no delay: a chain of retries must not grow the stack.
      return Promise.resolve(sleep(visit.frame, delay)).then(tryOnce);
    }
    const eventId = closed ? closed(failure) : failure.eventId;
    visit.last = eventId;
    const catcher = visit.state.catch.find(({ errors }) => matches(errors, failure));
    if (!catcher) throw new StateFailure(failure.error, failure.cause, eventId, failure.alsoKnownAs);
    const { errorOutput } = failure;
    const output = Json.of(errorOutput);
    return visit.leave(catcher.effects, catcher.next, output, () => visit.scope({ errorOutput }));
  };
  return tryOnce();
}

/** Milliseconds until the next attempt, or undefined when no retrier takes the error or it is used up. */
function nextDelay(visit: Visit<Recoverable>, failure: StateFailure, used: number[]): number | undefined {
  const index = visit.state.retry.findIndex(({ errors }) => matches(errors, failure));
  const retrier = visit.state.retry[index];
  const count = used[index] ?? 0;
  if (!retrier || count >= retrier.maxAttempts) return undefined;
  used[index] = count + 1;
  return retryDelay(retrier, count, visit.frame.execution.options.random);
}

/** Milliseconds before the attempt after `count` earlier retries. */
export function retryDelay(retrier: Retrier, count: number, random: () => number): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** count;
  const seconds = Math.min(grown, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY, MAX_SECONDS);
  return (retrier.jitter ? seconds * random() : seconds) * 1000;
}

/** AWS's largest number of seconds anywhere: more than three years. */
const MAX_SECONDS = 99_999_999;

/**
 * Whether a retrier or catcher takes an error. Nothing takes States.Runtime, as recorded; States.ALL takes
 * States.DataLimitExceeded, as recorded and against the documentation.
 */
function matches(errors: readonly string[], failure: StateFailure): boolean {
  const { error } = failure;
  if (error === 'States.Runtime') return false;
  return errors.some(
    (name) =>
      name === 'States.ALL' ||
      (name === 'States.TaskFailed' && error !== 'States.Timeout') ||
      name === error ||
      name === failure.alsoKnownAs,
  );
}
