import { type CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand, type LogStream } from '@aws-sdk/client-cloudwatch-logs';
import { cut, head, visible } from '../../contract/text.ts';
import { isMissing } from '../errors.ts';

/** Where a job writes: a stream, or the newest of the streams whose names begin so (SageMaker appends a host's name). */
export interface LogPlace {
  readonly group: string;
  readonly stream?: string | undefined;
  readonly prefix?: string | undefined;
}

// More events than lines are asked for: CodeBuild writes a line about every command and phase, which says nothing of a failure's cause.
const eventLimit = 100;
const lineLimit = 20;

/** The job's last lines, oldest first, CodeBuild's own (`[Container] …`) left out where it said anything else; empty where it wrote none. */
export async function logTail(logs: CloudWatchLogsClient, place: LogPlace): Promise<string[]> {
  const messages = (await lastMessages(logs, place, eventLimit)).map((message) => visible(message).trimEnd());
  const own = ownMessages(messages);
  return (own.length > 0 ? own : messages).flatMap((message) => message.split('\n')).slice(-lineLimit);
}

/** What the job wrote last, oldest first; empty where it wrote nothing. */
export async function lastMessages(logs: CloudWatchLogsClient, { group, stream, prefix }: LogPlace, limit: number): Promise<string[]> {
  try {
    const name = stream ?? (await newestStream(logs, group, prefix ?? ''));
    if (!name) return [];
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName: group, logStreamName: name, limit, startFromHead: false }),
    );
    return events.map(({ message = '' }) => message.trimEnd());
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** CodeBuild repeats a command that failed, and may write each of its lines as an event of its own: they are not the command's words. */
function ownMessages(messages: readonly string[]): string[] {
  let isRepeated = false;
  return messages.filter((message) => {
    const isCodeBuilds = message.startsWith('[Container]');
    if (isCodeBuilds) isRepeated = /did not exit successfully|Phase context status code/.test(message);
    return !isCodeBuilds && !isRepeated && message.trim() !== '';
  });
}

/** An endpoint has the streams of every instance it ever had: the failing one is the newest. AWS sorts by time only without a prefix. */
async function newestStream(logs: CloudWatchLogsClient, logGroupName: string, logStreamNamePrefix: string): Promise<string | undefined> {
  let newest: LogStream | undefined;
  let nextToken: string | undefined;
  do {
    const page = await logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix, nextToken }));
    for (const found of page.logStreams ?? []) if (!newest || (found.creationTime ?? 0) > (newest.creationTime ?? 0)) newest = found;
    nextToken = page.nextToken;
  } while (nextToken);
  return newest?.logStreamName;
}

// SendTaskFailure takes 32,768 characters of cause; the words come first.
export const causeLimit = 30_000;

/** A cause in words, then the last log lines under a heading that the mail looks for. */
export function causeWithLog(words: string, lines: readonly string[]): string {
  if (lines.length === 0) return head(words, causeLimit);
  return head(`${words}${logHeading}${lines.map((text) => cut(text, 500)).join('\n')}`, causeLimit);
}

export const logHeading = '\n\nLast log lines:\n';
