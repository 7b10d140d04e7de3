import { type Build, StopBuildCommand } from '@aws-sdk/client-codebuild';
import type { Job, Run } from '../contract/payloads.ts';
import { buildsSince, describeBuilds, variable } from '../shared/jobs/builds.ts';
import { readJob } from '../shared/jobs/record.ts';
import { mayBeUnseen } from '../shared/unseen.ts';
import type { StopDependencies, StoppedJob } from './stopped-job.ts';

/** Stops a run's builds. Those stopped since then are in the answer too, whoever stopped them. */
export async function stopBuilds(
  run: Run,
  since: Date,
  { artifacts, codebuild, projects, clock }: Pick<StopDependencies, 'artifacts' | 'codebuild' | 'projects' | 'clock'>,
): Promise<StoppedJob[]> {
  const found = new Map<string, Build>();
  const keep = (builds: readonly Build[]) => {
    for (const build of builds) if (variable(build, 'RUN_ID') === run.id) found.set(build.id ?? '', build);
  };
  const begun: Job[] = [];
  for (const name of [run.images.training.job, run.images.inference.job, run.names.verification]) {
    const record = await readJob(artifacts, 'build', name);
    if (record) begun.push(record.job);
  }
  keep(await describeBuilds(codebuild, [...new Set(begun.map(({ id }) => id))]));
  // A function that died between StartBuild and its record has left no other trace.
  for (const project of projects) keep(await buildsSince(codebuild, project, new Date(run.startedAt)));

  const stopped: StoppedJob[] = begun
    .filter(({ id, startedAt }) => !found.has(id) && mayBeUnseen(startedAt, clock.now()))
    .map(({ name }) => ({ name: `build ${name}`, isEnding: true, isUnseen: true }));
  for (const [id, build] of found) {
    const name = `build ${variable(build, 'JOB') ?? id}`;
    if (build.buildStatus === 'IN_PROGRESS') {
      await codebuild.send(new StopBuildCommand({ id }));
      stopped.push({ name, isEnding: true });
    } else if (build.buildStatus === 'STOPPED' && (build.endTime ?? since) >= since) stopped.push({ name, isEnding: false });
  }
  return stopped;
}
