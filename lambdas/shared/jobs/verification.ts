import { ErrorName } from '../../contract/errors.ts';
import { secondsBetween } from '../clock.ts';
import { describeBuild, exported } from './build.ts';
import type { JobDependencies, JobState } from './job-state.ts';
import type { JobRecord } from './record.ts';

/** The build that tries the container with the new artifact before any traffic. */
export async function describeVerification({ job }: JobRecord, dependencies: JobDependencies): Promise<JobState<'verification'>> {
  const end = await describeBuild(job, 'verification of the inference container', ErrorName.VerificationFailed, dependencies);
  if (end.state !== 'succeeded') return end;
  const values = exported(end.build);
  const number = (name: string) => (Number.isFinite(Number(values[name])) ? Number(values[name] || 0) : 0);
  return {
    state: 'done',
    result: {
      samples: number('VERIFY_SAMPLES'),
      startupSeconds: Math.max(0, number('VERIFY_STARTUP_SECONDS')),
      p50Ms: number('VERIFY_P50_MS'),
      p95Ms: number('VERIFY_P95_MS'),
      seconds: secondsBetween(end.build.startTime, end.build.endTime),
    },
  };
}
