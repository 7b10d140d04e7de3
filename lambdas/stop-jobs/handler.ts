import { codebuild } from '../shared/clients/codebuild.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { stopJobs } from './stop-jobs.ts';

export const handler = entry('stop-jobs', (input) => {
  const { ARTIFACTS_BUCKET, BUILD_PROJECT, VERIFY_PROJECT } = readEnv('ARTIFACTS_BUCKET', 'BUILD_PROJECT', 'VERIFY_PROJECT');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  const services = { sfn: sfn(), codebuild: codebuild(), sagemaker: sagemaker() };
  return stopJobs(input, { artifacts, ...services, clock: systemClock, projects: [BUILD_PROJECT, VERIFY_PROJECT] });
});
