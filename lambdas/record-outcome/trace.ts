import type { HistoryEvent } from '@aws-sdk/client-sfn';
import * as v from 'valibot';
import type { WorkDone } from '../contract/estimate.ts';
import { evaluation, type Job, jobResults, job as jobSchema } from '../contract/payloads.ts';
import { type EndedExecution, invocation } from '../shared/execution.ts';
import type { Results } from '../shared/mail/parts.ts';

/** One stay in one state. */
export interface Visit {
  readonly state: string;
  /** `TaskStateEntered`, `ChoiceStateEntered`, … */
  readonly type: string;
  readonly enteredAt: number;
  leftAt?: number;
  /** The function that it called last; what it waits for, where it waits. */
  functionName?: string;
  job?: Job;
  /** What its function or its job answered. */
  answer?: unknown;
}

/** What the history tells of an execution that did not come to its end. */
export interface Trace {
  readonly visits: readonly Visit[];
  /** Where it failed; undefined where it was stopped, or failed in no state. */
  readonly failed: Visit | undefined;
}

/** Follows every event back to the state that it belongs to. Events whose state lies in the gap of a very long history are left out. */
export function traceOf(events: readonly HistoryEvent[]): Trace {
  const visits: Visit[] = [];
  const owners = new Map<number, Visit>();
  const last = (name: string | undefined) => visits.findLast(({ state }) => state === name);
  let failed: Visit | undefined;
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = '', timestamp } = event;
    const at = timestamp?.getTime() ?? 0;
    const { name } = event.stateEnteredEventDetails ?? {};
    if (name !== undefined) visits.push({ state: name, type, enteredAt: at });
    // EvaluationFailed names the state itself, and the event before it.
    const named = name ?? event.stateExitedEventDetails?.name ?? event.evaluationFailedEventDetails?.state;
    const visit = named === undefined ? owners.get(previousEventId) : last(named);
    if (type === 'ExecutionFailed') failed = visit;
    if (!visit) continue;
    owners.set(id, visit);
    note(visit, event, at);
  }
  return { visits, failed };
}

function note(visit: Visit, event: HistoryEvent, at: number): void {
  if (event.stateExitedEventDetails) visit.leftAt = at;
  const call = invocation(event);
  if (call) {
    visit.functionName = call.functionName;
    const job = v.safeParse(v.object({ job: jobSchema }), call.payload);
    if (job.success) visit.job = job.output.job;
  }
  const output = event.taskSucceededEventDetails?.output;
  if (output === undefined) return;
  const value = JSON.parse(output) as { Payload?: unknown } | null;
  visit.answer = value?.Payload ?? value;
}

/** Task states that were entered and not left: where an execution was when it was stopped. What waits for a job comes first. */
export function openVisits({ visits }: Trace): Visit[] {
  const open = visits.filter((visit) => visit.leftAt === undefined && visit.type === 'TaskStateEntered');
  const isAwait = ({ state }: Visit) => Number(state.startsWith('Await'));
  return open.sort((a, b) => isAwait(b) - isAwait(a));
}

/** What the states that ended well came to. */
export function resultsOf({ visits }: Trace): Results {
  const last = <T>(schema: v.GenericSchema<unknown, T>, ...states: string[]): T | null => {
    for (const { state, answer } of visits.toReversed()) {
      if (!states.includes(state)) continue;
      // A Start state's answer holds the result, and that of Evaluate the evaluation (itself, where the run began before it also gave a training).
      const parts = answer as { result?: unknown; evaluation?: unknown } | null | undefined;
      const found = v.safeParse(schema, parts?.result ?? parts?.evaluation ?? answer);
      if (found.success) return found.output;
    }
    return null;
  };
  return {
    trainingImage: last(jobResults.image, 'StartTrainingImage', 'AwaitTrainingImage'),
    training: last(jobResults.training, 'StartTraining', 'AwaitTraining'),
    inferenceImage: last(jobResults.image, 'StartInferenceImage', 'AwaitInferenceImage'),
    evaluation: last(evaluation, 'Evaluate'),
    verification: last(jobResults.verification, 'AwaitVerification'),
    deployment: last(jobResults.deployment, 'AwaitDeployment'),
  };
}

/** What was begun, and costs money whether it came to anything or not. */
export function workBegun({ visits }: Trace): WorkDone {
  const began = (...states: string[]) =>
    new Set(visits.filter(({ state, job }) => states.includes(state) && job).map(({ job }) => job?.name)).size;
  return {
    builds: began('AwaitTrainingImage', 'AwaitInferenceImage'),
    trains: began('AwaitTraining') > 0,
    deploys: began('AwaitVerification', 'AwaitDeployment') > 0,
  };
}

const phases: readonly (readonly [phase: string, ...states: string[]])[] = [
  ['training image', 'StartTrainingImage', 'AwaitTrainingImage'],
  ['inference image', 'StartInferenceImage', 'AwaitInferenceImage'],
  ['training', 'StartTraining', 'AwaitTraining'],
  ['verification', 'StartVerification', 'AwaitVerification'],
  ['deployment', 'Deploy', 'AwaitDeployment'],
];

/** Seconds of each phase that was more than a call, and of the whole run. */
export function phaseSeconds({ visits }: Trace, { startedAt, endedAt }: EndedExecution): [phase: string, seconds: number][] {
  const end = endedAt.getTime();
  const rows = phases.flatMap(([phase, ...states]): [string, number][] => {
    const own = visits.filter(({ state }) => states.includes(state));
    // What was reused took one call.
    if (own.length === 0 || (own.length === 1 && own[0]?.leftAt !== undefined)) return [];
    const to = Math.max(...own.map(({ leftAt }) => leftAt ?? end));
    return [[phase, (to - Math.min(...own.map(({ enteredAt }) => enteredAt))) / 1000]];
  });
  return [...rows, ['the whole run', (end - startedAt.getTime()) / 1000]];
}
