import { codebuild } from '../shared/clients/codebuild.ts';
import { logs } from '../shared/clients/logs.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { check } from './check.ts';

export const handler = entry('check', (input) => {
  const { ARTIFACTS_BUCKET } = readEnv('ARTIFACTS_BUCKET');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  return check(input, { artifacts, codebuild: codebuild(), sagemaker: sagemaker(), logs: logs(), sfn: sfn(), clock: systemClock });
});
