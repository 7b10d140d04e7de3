import { s3 } from '../shared/clients/s3.ts';
import { sfn } from '../shared/clients/sfn.ts';
import { sns } from '../shared/clients/sns.ts';
import { systemClock } from '../shared/clock.ts';
import { entry } from '../shared/entry.ts';
import { readEnv } from '../shared/env.ts';
import { counter } from '../shared/metric.ts';
import { recordOutcome } from './record-outcome.ts';

export const handler = entry('record-outcome', (input, log) => {
  const { ARTIFACTS_BUCKET, RUNS_TOPIC_ARN, INSTALLATION } = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'INSTALLATION');
  const count = counter(systemClock, INSTALLATION);
  const artifacts = { s3: s3(), bucket: ARTIFACTS_BUCKET };
  return recordOutcome(input, { artifacts, sfn: sfn(), sns: sns(), clock: systemClock, topic: RUNS_TOPIC_ARN, count, log });
});
