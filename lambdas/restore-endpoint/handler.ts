import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { restoreEndpoint } from './restore-endpoint.ts';

export const handler = entry('restore-endpoint', (input) => {
  const artifacts = { s3: s3(), bucket: readEnv('ARTIFACTS_BUCKET').ARTIFACTS_BUCKET };
  return restoreEndpoint(input, { artifacts, sagemaker: sagemaker(), clock: systemClock });
});
