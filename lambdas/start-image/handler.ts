import { codebuild } from '../shared/clients/codebuild.ts';
import { ecr } from '../shared/clients/ecr.ts';
import { s3 } from '../shared/clients/s3.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { startImage } from './start-image.ts';

export const handler = entry('start-image', (input) => {
  const { ARTIFACTS_BUCKET, BUILD_PROJECT } = readEnv('ARTIFACTS_BUCKET', 'BUILD_PROJECT');
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  return startImage(input, { artifacts, codebuild: codebuild(), ecr: ecr(), clock: systemClock, project: BUILD_PROJECT });
});
