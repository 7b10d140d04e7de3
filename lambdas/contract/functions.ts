/** Every Lambda function: what it is for, its limits, and the environment variables it reads. Infra creates exactly these. */
export interface FunctionSpec {
  readonly purpose: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly env: readonly EnvName[];
}

/** Names of environment variables; infra sets them, lambdas/shared/env.ts reads them. */
export type EnvName =
  | 'ARTIFACTS_BUCKET'
  | 'DATA_BUCKET'
  | 'RUNS_TOPIC_ARN'
  | 'LAUNCH_TOPIC_ARN'
  | 'PIPELINE_ARN'
  | 'RECOVERY_ARN'
  | 'BUILD_PROJECT'
  | 'VERIFY_PROJECT'
  | 'INSTALLATION';

const spec = (purpose: string, env: readonly EnvName[], timeoutSeconds = 60, memoryMb = 512): FunctionSpec => ({
  purpose,
  timeoutSeconds,
  memoryMb,
  env,
});

// They take two seconds. Recovery waits this long for one that was under way when its run ended: it may still start something.
const startSeconds = 30;

// Lambda's longest: a listing takes a page of 1,000 objects after the other. Its memory stays small, and more of it brings more CPU.
const listSeconds = 900;
const listMb = 1024;

export const functions = {
  launch: spec('reads what asks for a run, and starts it or lets it wait', [
    'ARTIFACTS_BUCKET',
    'DATA_BUCKET',
    'RUNS_TOPIC_ARN',
    'PIPELINE_ARN',
    'RECOVERY_ARN',
    'INSTALLATION',
  ]),
  webhook: spec('checks the signature of a GitHub push and hands it to the launch topic', ['LAUNCH_TOPIC_ARN', 'INSTALLATION']),
  sweep: spec(
    'every five minutes goes on with what an event was lost for, and hourly compares the heads of branches',
    ['ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'PIPELINE_ARN', 'RECOVERY_ARN', 'BUILD_PROJECT', 'VERIFY_PROJECT', 'INSTALLATION'],
    300,
  ),
  prepare: spec('reads the settings, takes the lock and fixes every name of the run', ['ARTIFACTS_BUCKET', 'DATA_BUCKET', 'INSTALLATION']),
  notify: spec('mails that a run started, or ended without a deployment', ['ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'INSTALLATION']),
  'start-image': spec('reuses an image or starts its build', ['ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'BUILD_PROJECT'], startSeconds),
  'read-data': spec('lists the data of a training, for its key', [], listSeconds, listMb),
  'start-training': spec('reuses a training or starts the job', ['ARTIFACTS_BUCKET'], startSeconds),
  'start-verification': spec(
    'starts the build that tries the container before any traffic',
    ['ARTIFACTS_BUCKET', 'VERIFY_PROJECT'],
    startSeconds,
  ),
  check: spec('keeps the task token of an await state and answers it when the job is done', ['ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN']),
  wake: spec('describes a job again when an event hints that it ended, and answers the waiting state', [
    'ARTIFACTS_BUCKET',
    'RUNS_TOPIC_ARN',
  ]),
  evaluate: spec(
    'judges the trained model against threshold and champion, and keeps a training whose data is unchanged for later runs',
    ['ARTIFACTS_BUCKET'],
    listSeconds,
    listMb,
  ),
  'register-model': spec('registers the release in the Model Registry', ['ARTIFACTS_BUCKET'], startSeconds),
  'create-model': spec('creates the SageMaker model and endpoint configuration', ['ARTIFACTS_BUCKET'], startSeconds),
  deploy: spec('creates or updates the endpoint', ['ARTIFACTS_BUCKET'], startSeconds),
  'smoke-test': spec('invokes the endpoint with the samples', [], 120),
  promote: spec('makes the release the champion and mails it', ['ARTIFACTS_BUCKET', 'RUNS_TOPIC_ARN', 'INSTALLATION']),
  finish: spec('when an execution ended: frees the lock, starts what waits, or the recovery', [
    'ARTIFACTS_BUCKET',
    'RUNS_TOPIC_ARN',
    'PIPELINE_ARN',
    'RECOVERY_ARN',
    'INSTALLATION',
  ]),
  'stop-jobs': spec('after a failed run: stops its builds and trainings, and looks again', [
    'ARTIFACTS_BUCKET',
    'BUILD_PROJECT',
    'VERIFY_PROJECT',
  ]),
  'restore-endpoint': spec('after a failed run: takes the endpoint back to what it served before', ['ARTIFACTS_BUCKET']),
  'record-outcome': spec('after a failed run: records how it ended and mails the cause', [
    'ARTIFACTS_BUCKET',
    'RUNS_TOPIC_ARN',
    'INSTALLATION',
  ]),
} as const satisfies Record<string, FunctionSpec>;

export type FunctionName = keyof typeof functions;

/** `start-image` → `StartImageFunction`: the substitution of the definition that holds the function's version ARN. */
export const functionSubstitution = (name: FunctionName): string =>
  `${name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase())}Function`;
