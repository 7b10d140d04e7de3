import * as v from 'valibot';
import { platform } from './deployed.ts';
import { recoveryAnswer, recoveryInput, recoveryStep } from './recovery.ts';
import { runSource } from './run-source.ts';
import { settings } from './settings.ts';

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const s3Uri = v.pipe(v.string(), v.regex(/^s3:\/\/[^/]+\/.+$/));
const arn = v.pipe(v.string(), v.regex(/^arn:/));
/** Metric name → the last value reported; null where that was not a finite number (JSON has no NaN). */
const metrics = v.record(v.string(), v.nullable(v.number()));
const seconds = v.pipe(v.number(), v.minValue(0));

/** The context object's parts that the definition hands to Prepare. */
const prepareInput = v.strictObject({
  execution: v.strictObject({ arn, name: v.string(), startedAt: v.string() }),
  input: v.unknown(),
});
export type PrepareInput = v.InferOutput<typeof prepareInput>;

/** One image of a run as Prepare sees it before any build. */
const imagePlan = v.strictObject({
  /** Hash of all that the image depends on; null where only the build can compute it. */
  key: v.nullable(v.string()),
  /** Hash over the ids that git has for all the image depends on: finds a known key before any build. Null for packaged folders. */
  treeKey: v.nullable(v.string()),
  repositoryUri: v.string(),
  /** Names the waiting build: `<model>-<run>-<role>-image`. */
  job: v.string(),
});

/** What a run is: fixed by Prepare, carried through every state in the variable `$run`. */
export const run = v.strictObject({
  id: v.string(),
  model: v.string(),
  execution: v.strictObject({ arn, name: v.string() }),
  startedAt: v.string(),
  /** Of the model's lock: every function that changes something checks that the run still holds it. */
  token: v.number(),
  trigger: v.string(),
  source: runSource,
  settings,
  /** `training.hyperparameters.epochs = 50 (override)`: every value that is not the settings file's. */
  overrides: v.array(v.string()),
  /** Parameter name → version read. */
  parameters: v.record(v.string(), v.number()),
  images: v.strictObject({ training: imagePlan, inference: imagePlan, shared: v.boolean() }),
  names: v.strictObject({
    trainingJob: v.string(),
    verification: v.string(),
    sagemakerModel: v.string(),
    endpointConfig: v.string(),
    endpoint: v.string(),
    modelPackageGroup: v.string(),
  }),
  roles: v.strictObject({ build: arn, training: arn, hosting: arn }),
  platform: v.optional(platform, {}),
  /** Set for a rollback: the model package to deploy. */
  release: v.nullable(arn),
  /** Hash of the buildspec that builds images: part of every image's key. */
  buildspecHash: v.string(),
});
export type Run = v.InferOutput<typeof run>;

export const imageResult = v.strictObject({
  key: v.string(),
  digest,
  /** `<repository>@<digest>`: images are named by digest, never by tag. */
  uri: v.string(),
  /** Where the build saved the sample payloads of this source; null where there are none. */
  samples: v.nullable(s3Uri),
  reused: v.boolean(),
  /** Why it was reused or built, for people. */
  reason: v.string(),
  seconds,
});
export type ImageResult = v.InferOutput<typeof imageResult>;

/** Channel → fingerprint of its objects (names and ETags). */
const channelData = v.record(v.string(), v.string());

export const trainingResult = v.strictObject({
  job: v.string(),
  key: v.string(),
  artifact: s3Uri,
  metrics,
  /** Where the gate's metric is missing: lines of the log that come near to its regular expression. */
  nearLines: v.optional(v.array(v.string())),
  data: channelData,
  reused: v.boolean(),
  reason: v.string(),
  /** Wall time of the job, and what SageMaker bills. */
  seconds,
  billableSeconds: seconds,
});
export type TrainingResult = v.InferOutput<typeof trainingResult>;

export const verificationResult = v.strictObject({
  samples: v.number(),
  startupSeconds: seconds,
  p50Ms: v.number(),
  p95Ms: v.number(),
  seconds,
});
export type VerificationResult = v.InferOutput<typeof verificationResult>;

export const deploymentResult = v.strictObject({ endpoint: v.string(), endpointConfig: v.string(), seconds });
export type DeploymentResult = v.InferOutput<typeof deploymentResult>;

/** What an await state waits for, by kind, and what it gets. */
export const jobResults = {
  image: imageResult,
  training: trainingResult,
  verification: verificationResult,
  deployment: deploymentResult,
} as const;
export type JobKind = keyof typeof jobResults;
export type JobResult<K extends JobKind> = v.InferOutput<(typeof jobResults)[K]>;

/** A job a Start state began (or adopted). `name` is fixed by Prepare; `id` is the service's own where it differs (a build id). */
export const job = v.strictObject({
  kind: v.picklist(['image', 'training', 'verification', 'deployment']),
  name: v.string(),
  id: v.string(),
  startedAt: v.string(),
});
export type Job = v.InferOutput<typeof job>;

/** A Start state's answer: `result` when nothing had to be started, else the `job` to await. */
const started = <S extends v.GenericSchema>(result: S) => v.strictObject({ job: v.nullable(job), result: v.nullable(result) });

const checkInput = v.strictObject({
  token: v.string(),
  run,
  job,
  /** Events reach this run: the wait looks less often, and need not be told again. */
  heard: v.optional(v.boolean()),
});
export type CheckInput = v.InferOutput<typeof checkInput>;

export const evaluation = v.strictObject({
  verdict: v.picklist(['passed', 'rejected']),
  metric: v.string(),
  value: v.number(),
  threshold: v.number(),
  champion: v.nullable(v.strictObject({ release: v.string(), value: v.nullable(v.number()), comparable: v.boolean() })),
  /** One sentence for the mail. */
  reason: v.string(),
});
export type Evaluation = v.InferOutput<typeof evaluation>;

/** What RegisterModel registered (or found, for a rollback or when nothing changed). */
export const release = v.strictObject({
  arn,
  version: v.number(),
  artifact: s3Uri,
  trainingImage: v.nullable(v.string()),
  inferenceImage: v.string(),
  samples: v.nullable(s3Uri),
  metrics,
  /** True when the endpoint already serves exactly this release with these deployment settings. */
  inService: v.boolean(),
});
export type Release = v.InferOutput<typeof release>;

export const smokeTestResult = v.strictObject({ samples: v.number(), latencyMs: v.number(), prediction: v.string() });
export type SmokeTestResult = v.InferOutput<typeof smokeTestResult>;

/** What an execution that succeeded returns. `queued`: it found the model's lock taken, and its wish waits in the model state. */
export const outcome = v.strictObject({
  outcome: v.picklist(['succeeded', 'unchanged', 'rejected', 'queued']),
  model: v.string(),
  run: v.nullable(v.string()),
  release: v.nullable(v.string()),
  endpoint: v.nullable(v.string()),
  summary: v.string(),
});
export type Outcome = v.InferOutput<typeof outcome>;

/** What each function that a state machine calls takes and returns: the expressions of the definition are tested against these. */
export const payloads = {
  prepare: { input: prepareInput, output: v.strictObject({ run: v.nullable(run), outcome: v.nullable(outcome) }) },
  notify: {
    input: v.variant('kind', [
      v.strictObject({ kind: v.literal('started'), run }),
      v.strictObject({
        kind: v.literal('rejected'),
        run,
        training: trainingResult,
        trainingImage: imageResult,
        inferenceImage: imageResult,
        evaluation,
      }),
    ]),
    /** Null for `started`: the run has no outcome yet. */
    output: v.nullable(outcome),
  },
  'start-image': { input: v.strictObject({ run, role: v.picklist(['training', 'inference']) }), output: started(imageResult) },
  'read-data': { input: v.strictObject({ run }), output: v.strictObject({ data: channelData }) },
  'start-training': { input: v.strictObject({ run, image: imageResult, data: channelData }), output: started(trainingResult) },
  check: { input: checkInput, output: v.null() },
  evaluate: { input: v.strictObject({ run, training: trainingResult }), output: v.strictObject({ training: trainingResult, evaluation }) },
  'register-model': {
    input: v.strictObject({ run, training: trainingResult, trainingImage: imageResult, inferenceImage: imageResult, evaluation }),
    output: release,
  },
  'start-verification': {
    input: v.strictObject({ run, release: v.nullable(release) }),
    output: v.strictObject({ job: v.nullable(job), release }),
  },
  'create-model': {
    input: v.strictObject({ run, release }),
    output: v.strictObject({ sagemakerModel: v.string(), endpointConfig: v.string() }),
  },
  deploy: { input: v.strictObject({ run, release }), output: v.strictObject({ job }) },
  'smoke-test': { input: v.strictObject({ run, release }), output: smokeTestResult },
  promote: {
    input: v.strictObject({
      run,
      release,
      smokeTest: smokeTestResult,
      training: v.nullable(trainingResult),
      trainingImage: v.nullable(imageResult),
      inferenceImage: v.nullable(imageResult),
      evaluation: v.nullable(evaluation),
      verification: v.nullable(verificationResult),
      deployment: v.nullable(deploymentResult),
    }),
    output: outcome,
  },
  'stop-jobs': { input: recoveryStep, output: recoveryAnswer },
  'restore-endpoint': { input: recoveryStep, output: recoveryAnswer },
  'record-outcome': {
    input: v.strictObject({ recovery: recoveryInput, startedAt: v.string(), stopped: v.array(v.string()), restored: v.array(v.string()) }),
    output: v.strictObject({ outcome: v.string(), run: v.nullable(v.string()), summary: v.string() }),
  },
} as const;
export type Payload<F extends keyof typeof payloads> = v.InferOutput<(typeof payloads)[F]['input']>;
export type Answer<F extends keyof typeof payloads> = v.InferOutput<(typeof payloads)[F]['output']>;
