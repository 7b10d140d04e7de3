import { codebuild } from '../shared/clients/codebuild.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { sns } from '../shared/clients/sns.ts';
import { systemClock } from '../shared/clock.ts';
import { readEnv } from '../shared/env.ts';
import { logger } from '../shared/log.ts';
import { type ExecutionEvent, finish } from './finish.ts';

export const handler = (event: ExecutionEvent): Promise<void> => {
  const { ARTIFACTS_BUCKET, RUNS_TOPIC_ARN } = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  const services = { sfn: sfn(), codebuild: codebuild(), sagemaker: sagemaker(), sns: sns() };
  return finish(event, { artifacts, ...services, clock: systemClock, topic: RUNS_TOPIC_ARN, log: logger({ function: 'finish' }) });
};
