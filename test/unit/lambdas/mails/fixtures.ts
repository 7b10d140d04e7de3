import type { Champion, Running } from '../../../../lambdas/contract/model-state.ts';
import type { Payload, Run } from '../../../../lambdas/contract/payloads.ts';
import { endingOf } from '../../../../lambdas/record-outcome/ending.ts';
import type { Failure } from '../../../../lambdas/record-outcome/mails.ts';
import type { EndedExecution } from '../../../../lambdas/shared/execution.ts';
import type { BuildNews } from '../../../../lambdas/shared/mail/build-mails.ts';
import type { Unrecovered } from '../../../../lambdas/shared/mail/launch-mails.ts';
import type { RegisteredRelease } from '../../../../lambdas/shared/releases.ts';
import { image, makeRun, packageArn, passed, release, trained, verified } from '../fixtures.ts';
import { History } from '../history.ts';

export const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:trainyard-pipeline:bird-strikes-7-0a1b2c3d';

/** A pushed commit, one override in effect. */
export const run: Run = makeRun({
  execution: { arn: executionArn, name: 'bird-strikes-7-0a1b2c3d' },
  trigger: 'a push to main by Jane Doe',
  source: {
    type: 'codecommit',
    repository: 'trainyard-bird-strikes',
    location: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/trainyard-bird-strikes',
    ref: 'refs/heads/main',
    version: '4f9d2c81e07b6a35d8c1f2e3a4b5c6d7e8f90123',
    author: 'Jane Doe',
    message: 'Count strikes by flight phase, and weigh the rare ones: they are what the damage comes from',
  },
  overrides: ['training.hyperparameters.epochs = 50 (override)'],
});

export const rollback: Run = { ...run, release: packageArn.replace(/1$/, '6'), trigger: 'trainyard rollback by Jane Doe' };

const earlier = '20261120-081500-fedcba';
export const champion: Champion = {
  release: packageArn,
  run: earlier,
  endpoint: 'bird-strikes',
  endpointConfig: `bird-strikes-${earlier}`,
  deploymentKey: 'k',
  at: '2026-11-20T08:45:00.000Z',
};
export const registered: RegisteredRelease = {
  release: release({ version: 7, metrics: { auc: 0.7801, logloss: 0.412 } }),
  run: earlier,
  model: 'bird-strikes',
  source: '9e8d7c6b5a49382716051423324150697887a6b5',
  evaluationData: 'data-2',
  approval: 'Approved',
  metadata: {},
};

const trainedHere = trained({ metrics: { logloss: 0.40311, auc: 0.79123 }, seconds: 412 });
const reusedImage = image('a', { reused: true, reason: 'nothing it is made of changed since run 20261120-081500-fedcba', seconds: 0 });
const gate = { ...passed, value: 0.79123, champion: { release: packageArn, value: 0.7801, comparable: true } };

export const promoted: Payload<'promote'> = {
  run,
  release: release({ arn: packageArn.replace(/1$/, '8'), version: 8, metrics: trainedHere.metrics as never }),
  smokeTest: { samples: 2, latencyMs: 5, prediction: '{"damage": 0.1284}' },
  training: trainedHere,
  trainingImage: reusedImage,
  inferenceImage: image('b', { seconds: 184 }),
  evaluation: gate,
  verification: { ...verified, seconds: 96 },
  deployment: { endpoint: 'bird-strikes', endpointConfig: run.names.endpointConfig, seconds: 331 },
};
export const unchanged: Payload<'promote'> = {
  ...promoted,
  release: release({ version: 7, inService: true, metrics: registered.release.metrics }),
  training: trained({ reused: true, reason: 'image, settings and data are those of the training bird-strikes-1', seconds: 0 }),
  inferenceImage: { ...reusedImage, digest: image('b').digest },
  verification: null,
  deployment: null,
};
export const rolledBack: Payload<'promote'> = {
  ...promoted,
  run: rollback,
  release: release({ version: 6, metrics: { auc: 0.7744 } }),
  training: null,
  trainingImage: null,
  inferenceImage: null,
  evaluation: null,
};
export const rejected: Extract<Payload<'notify'>, { kind: 'rejected' }> = {
  kind: 'rejected',
  run,
  training: { ...trainedHere, metrics: { logloss: 0.5012, auc: 0.7702 } },
  trainingImage: reusedImage,
  inferenceImage: image('b', { seconds: 184 }),
  evaluation: { ...gate, verdict: 'rejected', value: 0.7702 },
};

const jobOf = (kind: string, name: string, id = name) => ({ kind, name, id, startedAt: run.startedAt });
const buildId = 'trainyard-build-image:0b7a1c52-3f0e-4c57-9d0e-6a3b1f2c4d5e';
const inferenceJob = jobOf('image', run.images.inference.job, buildId);
const trainingJob = jobOf('training', run.names.trainingJob);

/** As far as every run gets: training image known, both branches waiting. */
const begun = () =>
  new History()
    .task('Prepare', 'prepare', { output: {}, seconds: 2 })
    .task('NotifyStarted', 'notify', { output: null })
    .parallel('BuildAndTrain')
    .task('StartTrainingImage', 'start-image', { output: { job: null, result: reusedImage } })
    .task('StartTraining', 'start-training', { output: { job: trainingJob, result: null }, seconds: 2 });

export function ended(history: History, change: Partial<EndedExecution>): EndedExecution {
  return {
    status: 'FAILED',
    startedAt: new Date(run.startedAt),
    endedAt: history.end,
    input: '{}',
    error: undefined,
    cause: undefined,
    events: history.events,
    ...change,
  };
}

export function failure(execution: EndedExecution, change: Partial<Failure> = {}): Failure {
  const ending = endingOf(execution, run.startedAt);
  return { run, outcome: 'failed', ending, execution, stopped: [], restored: [], champion, ...change };
}

const trainingHistory = begun()
  .task('AwaitTraining', 'check', { payload: { job: trainingJob }, seconds: 233, error: 'TrainingFailed' })
  .failed();
export const trainingFailed = failure(
  ended(trainingHistory, {
    error: 'TrainingFailed',
    cause: `The training ${trainingJob.name} failed: AlgorithmError: label "damage" has 0 positives in 1,204 rows, exit code: 1\n\nLast log lines:\nreading /opt/ml/input/data/training/strikes.csv\nlabel "damage" has 0 positives in 1,204 rows`,
  }),
  { stopped: [`build ${run.images.inference.job}`] },
);

const evaluatedHistory = begun()
  .task('AwaitTraining', 'check', { payload: { job: trainingJob }, seconds: 412, output: trainedHere })
  .task('Evaluate', 'evaluate', { output: gate })
  .task('StartInferenceImage', 'start-image', { output: { job: inferenceJob, result: null } })
  .task('AwaitInferenceImage', 'check', { payload: { job: inferenceJob }, seconds: 184, output: image('b', { seconds: 184 }) });
const deploymentJob = jobOf('deployment', 'bird-strikes', run.names.endpointConfig);
const deployedHistory = evaluatedHistory
  .task('StartVerification', 'start-verification', { output: {} })
  .task('AwaitVerification', 'check', {
    payload: { job: jobOf('verification', run.names.verification, 'trainyard-verify-model:1') },
    seconds: 96,
    output: { ...verified, seconds: 96 },
  })
  .task('Deploy', 'deploy', { output: { job: deploymentJob } })
  .task('AwaitDeployment', 'check', { payload: { job: deploymentJob }, seconds: 331, error: 'DeploymentRolledBack' })
  .failed();
export const deploymentFailed = failure(
  ended(deployedHistory, {
    error: 'DeploymentRolledBack',
    cause: `The endpoint bird-strikes went back to its configuration ${champion.endpointConfig}; ${run.names.endpointConfig} was asked for: The primary container for production variant AllTraffic did not pass the ping health check.`,
  }),
  { restored: [`The endpoint bird-strikes serves its former configuration ${champion.endpointConfig}.`] },
);

/** Stopped while the training ran and the inference image's build was being started. */
const stoppedHistory = begun()
  .task('StartInferenceImage', 'start-image', { payload: { run: {}, role: 'inference' } })
  .task('AwaitTraining', 'check', { payload: { job: trainingJob } })
  .after(95)
  .aborted();
const stopped = { stopped: [`training ${trainingJob.name}`, `build ${run.images.inference.job}`] };
export const aborted = failure(ended(stoppedHistory, { status: 'ABORTED', error: 'Cancelled', cause: 'Cancelled by jane.' }), {
  outcome: 'aborted',
  ...stopped,
});
export const supersededRun = failure(
  ended(stoppedHistory, { status: 'ABORTED', error: 'Superseded', cause: 'Superseded by a push to main by John Roe.' }),
  { outcome: 'superseded', ...stopped },
);

const wrongSettings = new History().task('Prepare', 'prepare', { error: 'InvalidSettings' }).failed();
export const unprepared = endingOf(
  ended(wrongSettings, {
    input: JSON.stringify({
      model: 'bird-strikes',
      options: { training: { instanceTyp: 'ml.m5.large' } },
      trigger: 'trainyard run by jane',
    }),
    error: 'InvalidSettings',
    cause: JSON.stringify({
      errorType: 'InvalidSettings',
      errorMessage: 'options.training.instanceTyp: there is no such setting. Did you mean instanceType?',
      trace: [],
    }),
  }),
  run.startedAt,
);

const unreachable = new History().task('Prepare', 'prepare', { error: 'GitHubUnavailable' }).failed();
export const githubAway = endingOf(
  ended(unreachable, {
    input: JSON.stringify({
      model: 'bird-strikes',
      commit: 'b0c1d2e3f4051627384950a1b2c3d4e5f6071829',
      push: { ref: 'refs/heads/main', author: 'John Roe', message: 'Try a deeper tree' },
      trigger: 'a push to main by John Roe',
    }),
    error: 'GitHubUnavailable',
    cause: JSON.stringify({
      errorType: 'GitHubUnavailable',
      errorMessage:
        'GitHub could not be reached for b0c1d2e3f4051627384950a1b2c3d4e5f6071829 of acme/birds: fetch failed: getaddrinfo ENOTFOUND api.github.com. This usually passes by itself: see https://www.githubstatus.com, then start the run again.',
      trace: [],
    }),
  }),
  run.startedAt,
);

export const launch = {
  id: '0a1b2c3d4e5f6071',
  at: '2026-11-21T12:01:30.000Z',
  trigger: 'a push to main by John Roe',
  head: { ref: 'refs/heads/main', commit: 'b0c1d2e3f4051627384950a1b2c3d4e5f6071829' },
  input: {
    model: 'bird-strikes',
    commit: 'b0c1d2e3f4051627384950a1b2c3d4e5f6071829',
    push: { ref: 'refs/heads/main', author: 'John Roe', message: 'Try a deeper tree' },
  },
};
export const failedRecovery = {
  arn: 'arn:aws:states:eu-west-1:111122223333:execution:trainyard-recovery:bird-strikes-7-0a1b2c3d-recovery-3',
  why: 'AccessDeniedException: User is not authorized to perform: sagemaker:UpdateEndpoint',
};

const builtJob = { kind: 'image' as const, name: run.images.training.job, id: buildId, startedAt: run.startedAt };
export const buildNews = {
  started: { kind: 'build-started', job: builtJob },
  built: {
    kind: 'build-succeeded',
    job: builtJob,
    image: image('a', { seconds: 184, reason: 'no image of key 4f9d2c81e07b was there' }),
  },
  reused: { kind: 'build-succeeded', job: null, image: reusedImage },
  failed: {
    kind: 'build-failed',
    job: builtJob,
    error: new Error(
      'The build of the inference image failed: npm error code ENOTFOUND. BUILD: Error while executing command: docker build … Reason: exit status 1\n\nLast log lines:\n#9 [4/5] RUN npm ci\n#9 4.104 npm error code ENOTFOUND',
    ),
  },
} as const satisfies Record<string, BuildNews>;
/** One Dockerfile for both roles. */
export const sharedRun: Run = { ...run, images: { ...run.images, shared: true } };

export const unrecovered: Unrecovered = {
  arn: executionArn,
  recoveries: 3,
  why: 'InvalidSettings: /trainyard/bird-strikes/overrides/evaluation: threshold: expected a number, got "high".',
  last: failedRecovery,
};

export const stuck: Running = {
  token: 7,
  phase: 'stuck',
  since: run.startedAt,
  execution: { name: 'bird-strikes-7-0a1b2c3d', arn: executionArn },
  launch,
  cancel: null,
  recoveries: 3,
};
