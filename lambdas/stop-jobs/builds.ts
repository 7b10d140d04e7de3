import { type Build, StopBuildCommand } from '@aws-sdk/client-codebuild';
import type { Job, Run } from '../contract/payloads.ts';
import { buildsSince, describeBuilds, variable } from '../shared/jobs/builds.ts';
import { readJob } from '../shared/jobs/record.ts';
import { mayBeUnseen } from '../shared/unseen.ts';
import type { StopDependencies, StoppedJob } from './stopped-job.ts';

/**
 * Stops a run's builds: first those with a record, by their ids, then what a look through the builds that began since `lost` finds. A function
 * that died between StartBuild and its record leaves no other trace. Those stopped since then are in the answer too, whoever stopped them.
 */
export async function stopBuilds(
  run: Run,
  since: Date,
  lost: Date,
  { artifacts, codebuild, projects, clock }: Pick<StopDependencies, 'artifacts' | 'codebuild' | 'projects' | 'clock'>,
): Promise<StoppedJob[]> {
  const stopped: StoppedJob[] = [];
  const found = new Set<string>();
  const stop = async (builds: readonly Build[]): Promise<void> => {
    for (const build of builds) {
      const { id = '', buildStatus, endTime = since } = build;
      if (variable(build, 'RUN_ID') !== run.id || found.has(id)) continue;
      found.add(id);
      const name = `build ${variable(build, 'JOB') ?? id}`;
      if (buildStatus === 'IN_PROGRESS') {
        await codebuild.send(new StopBuildCommand({ id }));
        stopped.push({ name, isEnding: true });
      } else if (buildStatus === 'STOPPED' && endTime >= since) stopped.push({ name, isEnding: false });
    }
  };

  const begun: Job[] = [];
  for (const name of [run.images.training.job, run.images.inference.job, run.names.verification]) {
    const record = await readJob(artifacts, 'build', name);
    if (record) begun.push(record.job);
  }
  await stop(await describeBuilds(codebuild, [...new Set(begun.map(({ id }) => id))]));
  for (const project of projects) await stop(await buildsSince(codebuild, project, lost));

  const unseen = begun.filter(({ id, startedAt }) => !found.has(id) && mayBeUnseen(startedAt, clock.now()));
  return [...unseen.map(({ name }) => ({ name: `build ${name}`, isEnding: true, isUnseen: true as const })), ...stopped];
}
