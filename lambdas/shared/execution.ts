import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';

/** An ended execution: what Step Functions says of it, and its history. */
export interface EndedExecution {
  readonly status: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly input: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Oldest first; of a very long history both ends. */
  readonly events: readonly HistoryEvent[];
}

// A run has some 150 events; one whose training lasts 28 days a few thousand, nearly all of them polls.
const eventsAtEachEnd = 1000;

/** Undefined where Step Functions does not know the execution: started a moment ago, or ended 90 days ago. */
export async function readExecution(sfn: SFNClient, executionArn: string): Promise<EndedExecution | undefined> {
  try {
    const { status = '', startDate, stopDate, input = '{}', error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const startedAt = startDate ?? new Date(0);
    const events = await historyOf(sfn, executionArn);
    return { status, startedAt, endedAt: stopDate ?? startedAt, input, error, cause, events };
  } catch (error) {
    if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
    throw error;
  }
}

async function historyOf(sfn: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const newest = await read(sfn, executionArn, true);
  const first = newest.at(-1)?.id ?? 0;
  const oldest = first > 1 ? await read(sfn, executionArn, false) : [];
  return [...oldest.filter(({ id = 0 }) => id < first), ...newest.reverse()];
}

async function read(sfn: SFNClient, executionArn: string, reverseOrder: boolean): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder, maxResults: eventsAtEachEnd, nextToken }));
    found.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken && found.length < eventsAtEachEnd);
  return found;
}

/** What a `lambda:invoke` task asked of whom; undefined for any other event. */
export function invocation({ taskScheduledEventDetails: task }: HistoryEvent): { functionName: string; payload: unknown } | undefined {
  if (task?.resourceType !== 'lambda') return undefined;
  const { FunctionName = '', Payload } = JSON.parse(task.parameters ?? '{}') as { FunctionName?: string; Payload?: unknown };
  // arn:aws:lambda:REGION:ACCOUNT:function:NAME:VERSION
  return { functionName: FunctionName.split(':')[6] ?? FunctionName, payload: Payload };
}
