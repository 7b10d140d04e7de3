import { DescribeLogStreamsCommand, GetLogEventsCommand, type OutputLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import type { Job } from '../lambdas/contract/payloads.ts';
import type { Account } from './account.ts';

/** One stream of CloudWatch Logs. */
export interface LogStream {
  readonly group: string;
  readonly stream: string;
}

/** Where a job's output goes; none while the service has not begun to write. */
export async function streamsOf(account: Account, job: Job): Promise<LogStream[]> {
  switch (job.kind) {
    case 'image':
    case 'verification':
      return buildStreams(account, job.id);
    case 'training':
      return streams(account, '/aws/sagemaker/TrainingJobs', `${job.name}/`);
    case 'deployment':
      return streams(account, `/aws/sagemaker/Endpoints/${job.id}`);
  }
}

/** The streams of a group, oldest first; none when the group is not there. */
export async function streams(account: Account, group: string, prefix?: string): Promise<LogStream[]> {
  try {
    const found: LogStream[] = [];
    let nextToken: string | undefined;
    do {
      const page = await account.logs.send(new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: prefix, nextToken }));
      found.push(...(page.logStreams ?? []).map(({ logStreamName }) => ({ group, stream: logStreamName ?? '' })));
      nextToken = page.nextToken;
    } while (nextToken);
    return found;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return [];
    throw error;
  }
}

async function buildStreams(account: Account, id: string): Promise<LogStream[]> {
  const { builds = [] } = await account.codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
  const { groupName: group, streamName: stream } = builds[0]?.logs ?? {};
  return group && stream ? [{ group, stream }] : [];
}

/** Reads a stream from its beginning, and with the returned token from where it stopped. */
export async function readStream(account: Account, { group, stream }: LogStream, token?: string, since?: number) {
  const events: OutputLogEvent[] = [];
  let nextToken = token;
  for (;;) {
    const page = await account.logs
      .send(new GetLogEventsCommand({ logGroupName: group, logStreamName: stream, startFromHead: true, startTime: since, nextToken }))
      .catch((error: Error) => {
        // A build names its stream before the first line makes it.
        if (error.name === 'ResourceNotFoundException') return undefined;
        throw error;
      });
    if (!page) return { events, token: nextToken };
    events.push(...(page.events ?? []));
    // The same token again means: nothing more for now (CloudWatch Logs API reference, GetLogEvents).
    if (!page.nextForwardToken || page.nextForwardToken === nextToken) return { events, token: nextToken };
    nextToken = page.nextForwardToken;
  }
}
