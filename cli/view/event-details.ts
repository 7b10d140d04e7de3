import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** An error as Step Functions records it. */
export interface Failure {
  readonly name: string;
  readonly cause: string;
}

/** What a failing event says of its error; undefined for other events. */
export function failureOf(event: HistoryEvent): Failure | undefined {
  const details =
    event.taskFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails;
  return details ? { name: details.error ?? 'States.TaskFailed', cause: causeText(details.cause ?? '') } : undefined;
}

/** Lambda's cause is JSON with `errorMessage`: people want that text. */
function causeText(cause: string): string {
  const value = parse(cause);
  const message = typeof value === 'object' && value !== null ? (value as { errorMessage?: unknown }).errorMessage : undefined;
  return typeof message === 'string' ? message : cause;
}

/** A task's output as a value; of a Lambda invocation its payload. */
export function payloadOf(output: string): unknown {
  const value = parse(output);
  const isInvocation = typeof value === 'object' && value !== null && 'Payload' in value && 'StatusCode' in value;
  return isInvocation ? (value as { Payload: unknown }).Payload : value;
}

/** JSON where it is JSON: truncated or foreign text stays text. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** When an event happened, in milliseconds. */
export function time(event: HistoryEvent | undefined): number {
  return event?.timestamp?.getTime() ?? 0;
}
