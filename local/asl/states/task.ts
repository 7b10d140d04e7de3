import { StateFailure } from '../failures.ts';
import { Json } from '../json.ts';
import type { TaskState } from '../machine.ts';
import { chain, isPromise, type Maybe } from '../maybe.ts';
import { dataLimit, dataLimitCause, type Transition, type Visit } from '../visit.ts';
import { recovering } from './recover.ts';
import { timer } from './sleep.ts';
import { taskEvents } from './task-events.ts';
import { numberOf } from './wait.ts';

/** Calls a function or a service and waits for the result, its time-out, or its token's answer. */
export function task(visit: Visit<TaskState>): Maybe<Transition> {
  return recovering(visit, () => attempt(visit));
}

function attempt(visit: Visit<TaskState>): Maybe<Transition> {
  const { state } = visit;
  if (state.resource.pattern === 'waitForTaskToken') visit.token = visit.frame.execution.options.newToken();
  const input = state.arguments ? state.arguments.evaluate(visit.scope()) : visit.input;
  return chain(input, (json) =>
    chain(limit(visit, state.timeoutSeconds), (timeout) =>
      chain(limit(visit, state.heartbeatSeconds), (heartbeat) => {
        // The developer guide counts what Arguments come to; the text is that of a result, as no recording shows another.
        if (state.arguments && json.tooLarge) throw dataLimit(state.name, visit.last);
        const result = perform(visit, json, timeout, heartbeat);
        return chain(result, (output) => visit.leave(state.effects, state.next, output, () => visit.scope({ result: output })));
      }),
    ),
  );
}

function limit(visit: Visit<TaskState>, field: TaskState['timeoutSeconds']): Maybe<number | undefined> {
  return field === undefined ? undefined : numberOf(visit, field);
}

type Ending =
  | { readonly kind: 'succeeded'; readonly output: string }
  | { readonly kind: 'failed'; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly kind: 'timedOut'; readonly heartbeat: boolean }
  | { readonly kind: 'crashed'; readonly thrown: unknown };

/** Writes Scheduled and Started, runs the task, writes how it ended. Throws StateFailure. */
function perform(visit: Visit<TaskState>, input: Json, timeout: number | undefined, heartbeat: number | undefined): Maybe<Json> {
  const events = taskEvents(visit);
  visit.last = events.scheduled(input, timeout, heartbeat);
  visit.last = events.started();
  const finish = (ending: Ending): Json => {
    if (ending.kind === 'crashed') throw ending.thrown;
    if (ending.kind === 'timedOut') {
      const alias = ending.heartbeat ? 'States.HeartbeatTimeout' : undefined;
      throw new StateFailure('States.Timeout', undefined, events.timedOut(), alias);
    }
    if (ending.kind === 'failed') throw new StateFailure(ending.error, ending.cause, events.failed(ending.error, ending.cause));
    const output = Json.ofText(ending.output);
    if (output.tooLarge) {
      const cause = dataLimitCause(events.limitName);
      throw new StateFailure('States.DataLimitExceeded', cause, events.failed('States.DataLimitExceeded', cause));
    }
    visit.last = events.succeeded(output);
    return output;
  };
  const ending = conduct(visit, input, timeout, heartbeat, (output) => {
    visit.last = events.submitted(output);
  });
  return isPromise(ending) ? ending.then(finish) : finish(ending);
}

/** Runs the task against its limits. An answer to the token before the service took the request waits for that. */
function conduct(
  visit: Visit<TaskState>,
  input: Json,
  timeout: number | undefined,
  heartbeat: number | undefined,
  onSubmitted: (output: string) => void,
): Maybe<Ending> {
  const { execution } = visit.frame;
  const { clock, runTask } = execution.options;
  const { resource, name } = visit.state;
  let ending: Ending | undefined;
  let early: Ending | undefined;
  let submitted = false;
  let deliver: ((ending: Ending) => void) | undefined;
  const cleanUps: (() => void)[] = [];
  const end = (value: Ending, tellRunner = false): void => {
    if (ending) return;
    ending = value;
    if (tellRunner) cancelTask?.();
    for (const cleanUp of cleanUps) cleanUp();
    deliver?.(value);
  };
  const answered = (value: Ending): void => {
    if (submitted) end(value);
    else early ??= value;
  };
  const limits = heartbeatTimer(clock, heartbeat, () => end({ kind: 'timedOut', heartbeat: true }, true));
  cleanUps.push(limits.cancel);
  if (timeout !== undefined) cleanUps.push(timer(clock, timeout * 1000, () => end({ kind: 'timedOut', heartbeat: false }, true)));
  if (visit.token !== undefined) {
    const receiver = {
      succeeded: (output: string) => answered({ kind: 'succeeded', output }),
      failed: (error: string | undefined, cause: string | undefined) => answered({ kind: 'failed', error, cause }),
      heartbeat: limits.beat,
    };
    cleanUps.push(execution.tokens.expect(visit.token, receiver));
  }
  let cancelTask: (() => void) | undefined;
  cancelTask = runTask(
    { resource, input, state: name, token: visit.token },
    {
      submitted: (output) => {
        if (ending || submitted) return;
        submitted = true;
        try {
          onSubmitted(output);
        } catch (thrown) {
          // A full history is this execution's end, not the runner's trouble.
          end({ kind: 'crashed', thrown });
        }
        if (early) end(early);
      },
      succeeded: (output) => end({ kind: 'succeeded', output }),
      failed: (error, cause) => end(early ?? { kind: 'failed', error, cause }),
    },
  );
  if (ending) return ending;
  return visit.frame.wait<Ending>((done) => {
    deliver = done;
    return () => {
      deliver = undefined;
      end({ kind: 'failed', error: undefined, cause: undefined }, true);
    };
  });
}

function heartbeatTimer(clock: Parameters<typeof timer>[0], seconds: number | undefined, missed: () => void) {
  if (seconds === undefined) return { beat: () => {}, cancel: () => {} };
  let cancel = timer(clock, seconds * 1000, missed);
  return {
    beat: () => {
      cancel();
      cancel = timer(clock, seconds * 1000, missed);
    },
    cancel: () => cancel(),
  };
}
