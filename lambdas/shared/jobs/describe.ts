import type { JobKind } from '../../contract/payloads.ts';
import { describeDeployment } from './deployment.ts';
import { describeImage } from './image.ts';
import type { JobDependencies, JobState } from './job-state.ts';
import type { JobRecord } from './record.ts';
import { describeTraining } from './training.ts';
import { describeVerification } from './verification.ts';

const describers: Readonly<Record<JobKind, (record: JobRecord, dependencies: JobDependencies) => Promise<JobState>>> = {
  image: describeImage,
  training: describeTraining,
  verification: describeVerification,
  deployment: describeDeployment,
};

/** Asks the job's service where it stands: `check` and `wake` both answer from this and from nothing else. */
export const describeJob = (record: JobRecord, dependencies: JobDependencies): Promise<JobState> =>
  describers[record.job.kind](record, dependencies);
