import { codebuild } from '../shared/clients/codebuild.ts';
import { logs } from '../shared/clients/logs.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { systemClock } from '../shared/clock.ts';
import { readEnv } from '../shared/env.ts';
import { type Invocation, logger } from '../shared/log.ts';
import type { StateChangeEvent } from './event.ts';
import { wake } from './wake.ts';

export const handler = (event: StateChangeEvent, { awsRequestId }: Invocation): Promise<void> => {
  const artifacts = { s3: s3(), bucket: readEnv('ARTIFACTS_BUCKET').ARTIFACTS_BUCKET };
  const services = { codebuild: codebuild(), sagemaker: sagemaker(), logs: logs(), sfn: sfn() };
  return wake(event, { artifacts, ...services, clock: systemClock, log: logger({ function: 'wake', awsRequestId }) });
};
