import { BatchGetBuildsCommand, type CodeBuildClient, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { type SageMakerClient, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import type { Run } from '../contract/payloads.ts';
import type { Artifacts } from '../shared/documents.ts';
import { isMissing } from '../shared/errors.ts';
import { readJob } from '../shared/jobs/record.ts';
import { trainingNames } from '../shared/training-inputs.ts';

export interface StopDependencies {
  readonly artifacts: Artifacts;
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
}

/** Stops the builds and trainings that a run left running, and says which: the other branch of the Parallel does not stop by itself. */
export async function stopJobs(run: Run, dependencies: StopDependencies): Promise<string[]> {
  const stopped: string[] = [];
  for (const name of [run.images.training.job, run.images.inference.job, run.names.verification])
    if (await stopBuild(name, dependencies)) stopped.push(`build ${name}`);
  for (const name of trainingNames(run.names.trainingJob)) if (await stopTraining(name, dependencies)) stopped.push(`training ${name}`);
  return stopped;
}

async function stopBuild(name: string, { artifacts, codebuild }: StopDependencies): Promise<boolean> {
  const record = await readJob(artifacts, 'build', name);
  if (!record) return false;
  const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids: [record.job.id] }));
  if (builds[0]?.buildStatus !== 'IN_PROGRESS') return false;
  await codebuild.send(new StopBuildCommand({ id: record.job.id }));
  return true;
}

async function stopTraining(name: string, { artifacts, sagemaker }: StopDependencies): Promise<boolean> {
  if (!(await readJob(artifacts, 'training', name))) return false;
  try {
    await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
    return true;
  } catch (error) {
    // `The request was rejected because the training job is in status Completed|Failed|Stopped`: nothing left to stop.
    if (isMissing(error) || (error instanceof Error && /in status/i.test(error.message))) return false;
    throw error;
  }
}
