import { codebuild } from '../shared/clients/codebuild.ts';
import { ecr } from '../shared/clients/ecr.ts';
import { s3 } from '../shared/clients/s3.ts';
import { sns } from '../shared/clients/sns.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { startImage } from './start-image.ts';

export const handler = entry('start-image', (input, log) => {
  const { ARTIFACTS_BUCKET, RUNS_TOPIC_ARN, BUILD_PROJECT } = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'BUILD_PROJECT');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  const services = { codebuild: codebuild(), ecr: ecr(), sns: sns() };
  return startImage(input, { artifacts, ...services, clock: systemClock, topic: RUNS_TOPIC_ARN, log, project: BUILD_PROJECT });
});
