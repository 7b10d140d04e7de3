import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ErrorName } from '../../contract/errors.ts';
import type { Job, JobKind, JobResult } from '../../contract/payloads.ts';
import type { Clock } from '../clock.ts';
import type { Artifacts } from '../documents.ts';
import { PipelineError } from '../errors.ts';
import { causeWithLog, type LogPlace, logTail } from './log-tail.ts';

/** What describing a job needs. */
export interface JobDependencies {
  readonly artifacts: Artifacts;
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
  readonly logs: CloudWatchLogsClient;
  readonly clock: Clock;
}

// Longer than `mayBeUnseen`'s seconds: a check that waits for nothing costs one look more, where recovery keeps the lock.
const unseenMs = 2 * 60_000;

/** True for a job that a service may not know of yet, though it was started: that it is not found proves nothing. */
export const isFresh = ({ startedAt }: Job, { clock }: Pick<JobDependencies, 'clock'>): boolean =>
  clock.now() - Date.parse(startedAt) < unseenMs;

/** Where a job stands. */
export type JobState<K extends JobKind = JobKind> =
  | { readonly state: 'running'; readonly isChanging?: boolean }
  | { readonly state: 'done'; readonly result: JobResult<K> }
  | { readonly state: 'failed'; readonly error: PipelineError };

/** A failed job: the cause in words with the last log lines, which the words may quote. */
export async function failed(
  { logs }: Pick<JobDependencies, 'logs'>,
  name: ErrorName,
  words: string | ((lines: readonly string[]) => string),
  place?: LogPlace,
): Promise<{ state: 'failed'; error: PipelineError }> {
  const lines = place ? await logTail(logs, place) : [];
  return { state: 'failed', error: new PipelineError(name, causeWithLog(typeof words === 'string' ? words : words(lines), lines)) };
}
