import type { Answer, Payload } from '../contract/payloads.ts';
import { readExecution } from '../shared/execution.ts';
import { lostSince } from '../shared/jobs/builds.ts';
import { pauseSeconds, readRun } from '../shared/recovery.ts';
import { stopBuilds } from './builds.ts';
import { settledAt } from './in-flight.ts';
import type { StopDependencies } from './stopped-job.ts';
import { stopTrainings } from './trainings.ts';

// SageMaker gives a training two minutes, and then uploads what it saved. What takes longer than this is told and left to end.
const patienceMs = 10 * 60_000;

/**
 * Stops the builds and trainings that a run left running, and those that a function of it may still have started after its end; says which.
 * Each look begins anew, so that it does not matter which call, or which recovery, stopped a job. Waits until all have ended: the next run
 * needs their quota.
 */
export async function stopJobs(
  { recovery, startedAt }: Payload<'stop-jobs'>,
  dependencies: StopDependencies,
): Promise<Answer<'stop-jobs'>> {
  const { artifacts, sfn, clock } = dependencies;
  const run = await readRun(artifacts, recovery.execution);
  if (!run) return { waitSeconds: null, texts: [] };
  const execution = await readExecution(sfn, recovery.execution);
  const settled = settledAt(execution, startedAt) - clock.now();
  const since = execution?.endedAt ?? new Date(run.startedAt);
  // A training costs most and is stopped by its name; a look through many builds may be throttled, or outlast this function.
  const trainings = await stopTrainings(run, since, dependencies);
  const lost = lostSince(run, execution?.endedAt.getTime() ?? Date.parse(startedAt));
  const jobs = [...(await stopBuilds(run, since, lost, dependencies)), ...trainings];

  const texts = jobs.flatMap(({ name, isEnding, isUnseen }) => (isUnseen ? [] : isEnding ? `${name}, which still ends` : name));
  if (settled > 0) return { waitSeconds: Math.ceil(settled / 1000), texts };
  const elapsed = clock.now() - Date.parse(startedAt);
  const isWaiting = jobs.some(({ isEnding }) => isEnding) && elapsed < patienceMs;
  return { waitSeconds: isWaiting ? pauseSeconds(elapsed, 2) : null, texts };
}
