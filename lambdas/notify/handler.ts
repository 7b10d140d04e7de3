import { s3 } from '../shared/clients/s3.ts';
import { sagemaker } from '../shared/clients/sagemaker.ts';
import { sns } from '../shared/clients/sns.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { counter } from '../shared/metric.ts';
import { notify } from './notify.ts';

export const handler = entry('notify', (input, log) => {
  const { ARTIFACTS_BUCKET, RUNS_TOPIC_ARN, INSTALLATION } = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'INSTALLATION');
  const count = counter(systemClock, INSTALLATION);
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  return notify(input, { artifacts, sagemaker: sagemaker(), sns: sns(), clock: systemClock, topic: RUNS_TOPIC_ARN, count, log });
});
