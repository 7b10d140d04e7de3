import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { type Failure, failureOf, parse, payloadOf, time } from './event-details.ts';

export type StateStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted';

/** One state of an execution as people see it: an await state's rounds (its poll) are one row. */
export interface StateView {
  readonly name: string;
  /** `Task`, `Parallel`, `Choice`, …: from the event's type. */
  readonly kind: string;
  status: StateStatus;
  readonly enteredAt: number;
  leftAt?: number;
  /** How often it was entered again by its own time-out, and how often its task was tried again. */
  rounds: number;
  retries: number;
  /** The last answer of its task, parsed; for Lambda invocations the payload. */
  answer?: unknown;
  error?: Failure;
  readonly branches: StateView[][];
}

export interface RunView {
  status: 'running' | 'succeeded' | 'failed' | 'aborted' | 'timed out';
  readonly startedAt: number;
  endedAt?: number;
  readonly states: StateView[];
  error?: Failure;
  output?: unknown;
}

/** A list of states that follow each other: the execution, or one branch of a Parallel. */
interface Scope {
  readonly states: StateView[];
  readonly parent?: { scope: Scope; state: StateView };
}
interface Place {
  readonly scope: Scope;
  readonly state?: StateView;
}

/**
 * Folds an execution's history into a tree. Branches are told apart by `previousEventId`, which is all that the history has
 * (step-functions-behaviour.md section 3).
 */
export function runView(events: readonly HistoryEvent[]): RunView {
  const view: RunView = { status: 'running', startedAt: time(events[0]), states: [] };
  const root: Place = { scope: { states: view.states } };
  const places = new Map<number, Place>();
  const types = new Map<number, string>();
  for (const event of events) {
    const before = places.get(event.previousEventId ?? 0) ?? root;
    const previousType = types.get(event.previousEventId ?? 0) ?? '';
    places.set(event.id ?? 0, apply(view, event, before, previousType));
    types.set(event.id ?? 0, event.type ?? '');
  }
  if (view.status === 'running') reopenPolls(view.states);
  return view;
}

/** An await state that its own time-out just ended is about to be entered again: that is its poll, so it still runs. */
function reopenPolls(states: readonly StateView[]): void {
  for (const state of states) for (const branch of state.branches) reopenPolls(branch);
  const last = states.at(-1);
  if (last?.status !== 'caught' || last.error?.name !== 'States.Timeout') return;
  last.status = 'running';
  last.leftAt = undefined;
}

function apply(view: RunView, event: HistoryEvent, before: Place, previousType: string): Place {
  const type = event.type ?? '';
  if (type.endsWith('StateEntered')) return enter(event, before, previousType);
  if (type.endsWith('StateExited')) return leave(event, before);
  if (type.startsWith('Execution')) return endExecution(view, event, before, type);
  const group = /^(Parallel|Map)(State|Iteration)Started$/.exec(type)?.[1];
  if (group) return climb(before, (state) => state.kind === group);
  if (type === 'ParallelStateFailed' || type === 'MapStateFailed') return failGroup(event, before, type.slice(0, -11));
  if (type === 'EvaluationFailed') return evaluationFailed(event, before);
  if (before.state) onTask(before.state, event, type, previousType);
  return before;
}

function enter(event: HistoryEvent, before: Place, previousType: string): Place {
  const name = event.stateEnteredEventDetails?.name ?? '?';
  const kind = (event.type ?? '').slice(0, -'StateEntered'.length);
  const scope = startsBranch(previousType) && before.state ? newBranch(before.scope, before.state) : before.scope;
  const last = scope.states.at(-1);
  if (last?.name === name && last.leftAt !== undefined) {
    last.status = 'running';
    last.leftAt = undefined;
    last.error = undefined;
    last.rounds++;
    return { scope, state: last };
  }
  const state: StateView = { name, kind, status: 'running', enteredAt: time(event), rounds: 0, retries: 0, branches: [] };
  scope.states.push(state);
  return { scope, state };
}

function startsBranch(type: string): boolean {
  return type === 'ParallelStateStarted' || type === 'MapIterationStarted';
}

function newBranch(scope: Scope, state: StateView): Scope {
  const states: StateView[] = [];
  state.branches.push(states);
  return { states, parent: { scope, state } };
}

function leave(event: HistoryEvent, before: Place): Place {
  const name = event.stateExitedEventDetails?.name ?? '';
  const place = climb(before, (state) => state.name === name);
  const { state } = place;
  if (!state) return place;
  state.leftAt = time(event);
  state.status = state.error ? 'caught' : 'succeeded';
  return place;
}

/** The nearest open state that fits: the place's own, the last one of its scope, or the group around it, and so on outwards. */
function climb(from: Place, fits: (state: StateView) => boolean): Place {
  for (let scope: Scope | undefined = from.scope; scope; scope = scope.parent?.scope) {
    const state = scope.states.findLast((candidate) => candidate.leftAt === undefined && fits(candidate));
    if (state) return { scope, state };
  }
  return from;
}

function onTask(state: StateView, event: HistoryEvent, type: string, previousType: string): void {
  if (type === 'TaskScheduled' || type === 'LambdaFunctionScheduled') {
    if (/Failed$|TimedOut$/.test(previousType)) state.retries++;
    state.error = undefined;
    return;
  }
  const output = event.taskSucceededEventDetails?.output ?? event.lambdaFunctionSucceededEventDetails?.output;
  if (output !== undefined) state.answer = payloadOf(output);
  const failure = failureOf(event);
  if (failure) state.error = failure;
  else if (type.endsWith('TimedOut')) state.error = { name: 'States.Timeout', cause: '' };
}

function failGroup(event: HistoryEvent, before: Place, kind: string): Place {
  const failure = before.state?.error;
  const place = climb({ scope: before.scope }, (state) => state.kind === kind);
  if (!place.state) return before;
  if (before.state && before.state !== place.state && before.state.leftAt === undefined) fail(before.state, time(event));
  place.state.error ??= failure;
  for (const states of place.state.branches) abortOpen(states, time(event));
  return place;
}

function evaluationFailed(event: HistoryEvent, before: Place): Place {
  const name = event.evaluationFailedEventDetails?.state;
  const place = climb(before, (state) => state.name === name);
  if (place.state) place.state.error = failureOf(event);
  return place;
}

const endings: Readonly<Record<string, RunView['status']>> = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionAborted: 'aborted',
  ExecutionTimedOut: 'timed out',
};

function endExecution(view: RunView, event: HistoryEvent, before: Place, type: string): Place {
  const status = endings[type];
  if (!status) return before;
  view.status = status;
  view.endedAt = time(event);
  const output = event.executionSucceededEventDetails?.output;
  if (output !== undefined) view.output = parse(output);
  view.error = failureOf(event);
  for (let place: Place | undefined = before; status === 'failed' && place; place = place.scope.parent) {
    if (place.state && place.state.leftAt === undefined) fail(place.state, view.endedAt, view.error);
  }
  abortOpen(view.states, view.endedAt);
  return before;
}

function fail(state: StateView, at: number, failure?: Failure): void {
  state.status = 'failed';
  state.error ??= failure;
  state.leftAt = at;
}

function abortOpen(states: readonly StateView[], at: number): void {
  for (const state of states) {
    for (const branch of state.branches) abortOpen(branch, at);
    if (state.leftAt !== undefined) continue;
    state.status = 'aborted';
    state.leftAt = at;
  }
}

/** True for a state that only routes and took no time: it says nothing to people. One that failed is shown. */
export function isRouting({ kind, status, enteredAt, leftAt }: StateView): boolean {
  return ['Choice', 'Pass', 'Succeed'].includes(kind) && status === 'succeeded' && (leftAt ?? enteredAt) - enteredAt < 50;
}

/** Every state of a run with the branches' states after their group, in the order entered. */
export function allStates(states: readonly StateView[]): StateView[] {
  return states.flatMap((state) => [state, ...state.branches.flatMap(allStates)]);
}
