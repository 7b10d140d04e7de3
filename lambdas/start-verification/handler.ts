import { codebuild } from '../shared/clients/codebuild.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { startVerification } from './start-verification.ts';

export const handler = entry('start-verification', (input) => {
  const { ARTIFACTS_BUCKET, VERIFY_PROJECT } = readEnv('ARTIFACTS_BUCKET', 'VERIFY_PROJECT');
  const services = { codebuild: codebuild(), sagemaker: sagemaker(), clock: systemClock };
  return startVerification(input, { artifacts: { s3: s3(), bucket: ARTIFACTS_BUCKET }, ...services, project: VERIFY_PROJECT });
});
