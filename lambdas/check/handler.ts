import { codebuild } from '../shared/clients/codebuild.ts';
import { logs } from '../shared/clients/logs.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { sns } from '../shared/clients/sns.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { check } from './check.ts';

export const handler = entry('check', (input, log) => {
  const { ARTIFACTS_BUCKET, RUNS_TOPIC_ARN } = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  const services = { codebuild: codebuild(), sagemaker: sagemaker(), logs: logs(), sfn: sfn(), sns: sns() };
  return check(input, { artifacts, ...services, clock: systemClock, topic: RUNS_TOPIC_ARN, log });
});
