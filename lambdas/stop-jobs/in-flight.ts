import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { type FunctionName, functions } from '../contract/functions.ts';
import { type EndedExecution, invocation } from '../shared/execution.ts';

/** The functions that start a job, register something or change the endpoint. What is written to the model state is written by the lock's holder alone. */
const changing = [
  'start-image',
  'start-training',
  'register-model',
  'start-verification',
  'create-model',
  'deploy',
] as const satisfies readonly FunctionName[];
/** Those that leave nothing which recovery would have to undo: nobody waits for them. */
const harmless = (Object.keys(functions) as FunctionName[]).filter((name) => !changing.some((other) => other === name));

// A cold start comes before the time-out begins to count: ten seconds at most, and a few for clocks that disagree.
const startMs = 15_000;
const lifetimeMs = Math.max(...changing.map((name) => functions[name].timeoutSeconds)) * 1000 + startMs;

/**
 * From when on no function that the execution called can change anything (ms since the epoch); 0 where none was under way when it ended.
 * Step Functions does not end a Lambda's invocation with the execution: it may still start a job that nobody waits for.
 */
export function settledAt(execution: EndedExecution | undefined, recoveryStartedAt: string): number {
  if (!execution) return Date.parse(recoveryStartedAt) + lifetimeMs;
  const ended = endedCalls(execution.events);
  return execution.events.some((event) => isChange(event) && !ended.has(event.id)) ? execution.endedAt.getTime() + lifetimeMs : 0;
}

/** A synchronous call: a function that is given a task token only asks how a job is. */
function isChange(event: HistoryEvent): boolean {
  const call = event.taskScheduledEventDetails?.resource === 'invoke' ? invocation(event) : undefined;
  return call !== undefined && !harmless.some((name) => call.functionName.endsWith(`-${name}`));
}

/** Ids of the TaskScheduled events whose function answered, or is dead for certain. */
function endedCalls(events: readonly HistoryEvent[]): Set<number | undefined> {
  const previous = new Map(events.map(({ id, previousEventId }) => [id, previousEventId]));
  const ends = events.filter(({ type, taskFailedEventDetails }) => {
    // With these the connection broke, not the function.
    if (type === 'TaskFailed') return !/^Lambda\.(SdkClient|ClientExecutionTimeout)Exception$/.test(taskFailedEventDetails?.error ?? '');
    return type === 'TaskSucceeded' || type === 'TaskTimedOut';
  });
  // TaskScheduled, TaskStarted, the end: each names the one before.
  return new Set(ends.map(({ previousEventId }) => previous.get(previousEventId)));
}
