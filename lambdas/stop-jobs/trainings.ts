import {
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  type SageMakerClient,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { Run } from '../contract/payloads.ts';
import { isMissing } from '../shared/errors.ts';
import { readJob } from '../shared/jobs/record.ts';
import { trainingNames } from '../shared/training-inputs.ts';
import { mayBeUnseen } from '../shared/unseen.ts';
import type { StopDependencies, StoppedJob } from './stopped-job.ts';

/** Stops a run's trainings, by the names it may have given them. Those stopped since then are in the answer too, whoever stopped them. */
export async function stopTrainings(
  run: Run,
  since: Date,
  { artifacts, sagemaker, clock }: Pick<StopDependencies, 'artifacts' | 'sagemaker' | 'clock'>,
): Promise<StoppedJob[]> {
  const stopped: StoppedJob[] = [];
  for (const TrainingJobName of trainingNames(run.names.trainingJob)) {
    const job = await describe(sagemaker, TrainingJobName);
    const begun = job ? undefined : await readJob(artifacts, 'training', TrainingJobName);
    if (begun && mayBeUnseen(begun.job.startedAt, clock.now()))
      stopped.push({ name: `training ${TrainingJobName}`, isEnding: true, isUnseen: true });
    const status = job?.TrainingJobStatus;
    if (status === 'InProgress') await stop(sagemaker, TrainingJobName);
    const isEnding = status === 'InProgress' || status === 'Stopping';
    const isStopped = status === 'Stopped' && (job?.TrainingEndTime ?? job?.LastModifiedTime ?? since) >= since;
    if (isEnding || isStopped) stopped.push({ name: `training ${TrainingJobName}`, isEnding });
  }
  return stopped;
}

async function stop(sagemaker: SageMakerClient, TrainingJobName: string): Promise<void> {
  try {
    await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName }));
  } catch (error) {
    // `The request was rejected because the training job is in status Completed|Failed|Stopped`: it ended by itself a moment ago.
    if (!(error instanceof Error && /in status/i.test(error.message))) throw error;
  }
}

async function describe(sagemaker: SageMakerClient, name: string): Promise<DescribeTrainingJobCommandOutput | undefined> {
  try {
    return await sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
