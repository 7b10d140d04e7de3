import { DescribeTrainingJobCommand, type DescribeTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../../contract/errors.ts';
import type { TrainingResult } from '../../contract/payloads.ts';
import { secondsBetween } from '../clock.ts';
import { isCapacity, isMissing, PipelineError } from '../errors.ts';
import { failed, isFresh, type JobDependencies, type JobState } from './job-state.ts';
import type { LogPlace } from './log-tail.ts';
import { nearLines } from './metric-lines.ts';
import type { JobRecord } from './record.ts';

/** A training job. `Stopped` is not a success, even though SageMaker's own waiter takes it for one. */
export async function describeTraining(record: JobRecord, dependencies: JobDependencies): Promise<JobState<'training'>> {
  const { job, run } = record;
  const description = await describe(record, dependencies);
  if (!description) return { state: 'running' };
  const { TrainingJobStatus, FailureReason = '' } = description;
  const place = { group: '/aws/sagemaker/TrainingJobs', prefix: `${job.name}/` };
  switch (TrainingJobStatus) {
    case 'Completed':
      return { state: 'done', result: await completed(record, description, place, dependencies) };
    case 'Failed':
      if (isCapacity(FailureReason))
        return {
          state: 'failed',
          error: new PipelineError(ErrorName.CapacityUnavailable, `The training ${job.name} got no instance: ${FailureReason}`),
        };
      return failed(
        dependencies,
        ErrorName.TrainingFailed,
        `The training ${job.name} failed: ${FailureReason || 'SageMaker gives no reason'}`,
        place,
      );
    case 'Stopped':
      return failed(
        dependencies,
        ErrorName.TrainingStopped,
        `The training ${job.name} ${stopped(description, run.settings.training.maxRuntimeSeconds)}`,
        place,
      );
    default:
      return { state: 'running' };
  }
}

/** Undefined for a job that SageMaker does not see yet. @throws ValidationException for one that it should have seen by now */
async function describe({ job }: JobRecord, dependencies: JobDependencies): Promise<DescribeTrainingJobCommandOutput | undefined> {
  try {
    return await dependencies.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: job.name }));
  } catch (error) {
    if (isMissing(error) && isFresh(job, dependencies)) return undefined;
    throw error;
  }
}

function stopped({ SecondaryStatus }: DescribeTrainingJobCommandOutput, maxRuntime: number): string {
  if (SecondaryStatus === 'MaxRuntimeExceeded')
    return `was stopped after its ${maxRuntime} s (training.maxRuntimeSeconds): what it saved by then is not a finished model`;
  return SecondaryStatus === 'MaxWaitTimeExceeded' ? 'was stopped: it waited too long for an instance' : 'was stopped by a person';
}

/** Whether later runs may take it, says Evaluate: only then is it known what its data came to. */
async function completed(
  { job, run, training }: JobRecord,
  description: DescribeTrainingJobCommandOutput,
  place: LogPlace,
  { logs }: JobDependencies,
): Promise<TrainingResult> {
  const result: TrainingResult = {
    job: job.name,
    key: training?.key ?? '',
    artifact: description.ModelArtifacts?.S3ModelArtifacts ?? '',
    metrics: finalMetrics(description),
    data: training?.data ?? {},
    reused: false,
    reason: 'its image, settings or data are new',
    seconds: secondsBetween(description.CreationTime, description.TrainingEndTime),
    billableSeconds: description.BillableTimeInSeconds ?? 0,
  };
  const { metric } = run.settings.evaluation;
  if (Object.hasOwn(result.metrics, metric)) return result;
  const definition = run.settings.training.metrics.find(({ name }) => name === metric);
  return { ...result, nearLines: await nearLines(logs, place, definition) };
}

function finalMetrics({ FinalMetricDataList = [] }: DescribeTrainingJobCommandOutput): Record<string, number | null> {
  return Object.fromEntries(
    FinalMetricDataList.map(({ MetricName = '', Value }) => [MetricName, Number.isFinite(Value) ? (Value ?? null) : null]),
  );
}
