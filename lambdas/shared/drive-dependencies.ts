import type { FunctionName } from '../contract/functions.ts';
import { s3 } from './clients/s3.ts';
import { sfn } from './clients/sfn.ts';
import { sns } from './clients/sns.ts';
import { systemClock } from './clock.ts';
import { readEnv } from './env.ts';
import { type Invocation, logger } from './log.ts';
import { counter } from './metric.ts';
import type { DriveDependencies } from './model-state/drive.ts';

/** What the functions that drive the model's lock work with, from their environment. */
export function driveDependencies(name: FunctionName, invocation?: Invocation): DriveDependencies {
  const env = readEnv('ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'PIPELINE_ARN', 'RECOVERY_ARN', 'INSTALLATION');
  return {
    artifacts: { s3: s3(), bucket: env.ARTIFACTS_BUCKET },
    sfn: sfn(),
    sns: sns(),
    clock: systemClock,
    topic: env.RUNS_TOPIC_ARN,
    log: logger({ function: name, awsRequestId: invocation?.awsRequestId }),
    pipelineArn: env.PIPELINE_ARN,
    recoveryArn: env.RECOVERY_ARN,
    count: counter(systemClock, env.INSTALLATION),
  };
}
