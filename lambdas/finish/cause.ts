import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';

/** Why an execution ended, as far as its history says. */
export interface Ending {
  readonly status: string;
  readonly startedAt: string;
  readonly input: string;
  /** Undefined where no state was being worked on. */
  readonly state: string | undefined;
  readonly error: string;
  /** In words; log lines after a heading, where the failing state gave them. */
  readonly cause: string;
}

/** Describes the execution and finds the state that ended it: an event carries no cause of `States.Runtime`, time-outs and aborts. */
export async function endingOf(sfn: SFNClient, executionArn: string): Promise<Ending> {
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 100 }));
  const status = execution.status ?? 'FAILED';
  return {
    status,
    startedAt: (execution.startDate ?? new Date(0)).toISOString(),
    input: execution.input ?? '{}',
    state: stateOf(events),
    error: execution.error ?? statusErrors[status] ?? status,
    cause: inWords(execution.cause) || statusWords[status] || 'Step Functions gives no cause.',
  };
}

const statusErrors: Readonly<Record<string, string>> = { TIMED_OUT: 'States.Timeout', ABORTED: 'Aborted' };
const statusWords: Readonly<Record<string, string>> = {
  TIMED_OUT: 'The execution ran out of its time.',
  ABORTED: 'Somebody stopped the execution.',
};

/**
 * The name of the failing state: from the newest event that failed, back along `previousEventId` to the state that was entered. In a
 * Parallel the last state entered may be another branch's.
 */
function stateOf(events: readonly HistoryEvent[]): string | undefined {
  const byId = new Map(events.map((event) => [event.id, event]));
  const failing = events.find(({ type = '' }) => /(Failed|TimedOut|Aborted)$/.test(type) && !/^(Execution|ParallelState)/.test(type));
  for (
    let event = failing ?? events.find(({ type = '' }) => type.endsWith('StateEntered'));
    event;
    event = byId.get(event.previousEventId ?? 0)
  ) {
    if (event.stateEnteredEventDetails?.name) return event.stateEnteredEventDetails.name;
    if (event.evaluationFailedEventDetails?.state) return event.evaluationFailedEventDetails.state;
  }
  return undefined;
}

/** A function's error comes as JSON: its message is what people want to read. */
function inWords(cause: string | undefined): string {
  if (!cause) return '';
  try {
    const value = JSON.parse(cause) as { errorMessage?: unknown } | null;
    return typeof value?.errorMessage === 'string' ? value.errorMessage : cause;
  } catch {
    return cause;
  }
}

/** The model that an execution's input names; undefined where it names none. */
export function modelOf(input: string): string | undefined {
  try {
    const { model } = JSON.parse(input) as { model?: unknown };
    return typeof model === 'string' && model !== '' ? model : undefined;
  } catch {
    return undefined;
  }
}
