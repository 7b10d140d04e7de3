import * as v from 'valibot';
import { limits } from './aws-limits.ts';
import { hostingInstanceTypes, trainingInstanceTypes } from './instance-types.ts';
import { sampleTypes } from './samples.ts';
import {
  channelPlace,
  count,
  environment,
  finite,
  fitsBuilds,
  fitsVerification,
  instanceType,
  line,
  metricRegex,
  oneLineOnly,
  path,
  written,
} from './setting-types.ts';
import { computeTypes, verification } from './verification.ts';

/** A model's name: part of every AWS name of its runs, so short, lower case and without dots. */
export const modelName = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens, starting with a letter'),
  v.maxLength(30),
);

const image = v.strictObject({
  /** Relative to the context folder's root, as in `docker build --file`. */
  dockerfile: v.optional(path, 'Dockerfile'),
  /** The folder that `docker build` gets, relative to the repository's root. */
  context: v.optional(path, '.'),
  /** What the image depends on: files and folders relative to the repository's root. Empty: the whole context. */
  paths: v.optional(v.array(path), []),
  arguments: v.optional(v.record(line(255), written(limits.buildVariables)), {}),
});

export const sourceTypes = ['folder', 'codecommit', 'github'] as const;

export const source = v.strictObject({
  /** `folder`: the model's folder, packaged by the deploy. The others: a repository whose pushes start runs. */
  type: v.optional(v.picklist(sourceTypes), 'folder'),
  /** `folder` only: the model's folder, relative to the settings file; default: the folder that the file is in. */
  path: v.optional(path),
  /**
   * CodeCommit: absent, and the model's stack makes `<installation>-<model>`; named, and it is somebody else's (another model's, one made by
   * hand) of which the stack only writes down that its pushes mean this model. GitHub: `owner/name`.
   */
  repository: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^(?!.*\.git$)[A-Za-z0-9._-]{1,100}(\/[A-Za-z0-9._-]{1,100})?$/,
        'a repository name, or owner/name, of at most 100 characters without .git',
      ),
    ),
  ),
  /** GitHub: the ARN of a CodeConnections connection, for CodeBuild to clone a private repository with. */
  connection: v.optional(
    v.pipe(v.string(), v.regex(/^arn:[^:]+:(codeconnections|codestar-connections):[^:]+:\d{12}:connection\/[\w-]+$/, "a connection's ARN")),
  ),
  /** Pushes to these branches start a run; `*` stands for any characters. The first without `*` is what a run without a push builds. */
  branches: v.optional(v.pipe(v.array(path), v.minLength(1)), ['main']),
  /** Only pushes that change one of these files or folders start a run. Empty: every push. */
  paths: v.optional(v.array(path), []),
});

export const triggers = v.strictObject({
  /** A push during a run: `supersede` lets the run end, `cancel-running` stops it. Either way only the newest waiting push runs next. */
  mode: v.optional(v.picklist(['supersede', 'cancel-running']), 'supersede'),
  /** Uploads to this model's folder of the data bucket start a run, once no upload came for `dataQuietMinutes`. */
  data: v.optional(v.boolean(), false),
  dataQuietMinutes: v.optional(count(1, 1440), 5),
  /** EventBridge's words: `rate(7 days)`, `cron(0 3 ? * SUN *)`; UTC. */
  schedule: v.optional(v.pipe(v.string(), v.regex(/^(rate|cron)\(.+\)$/, 'rate(…) or cron(…)'))),
});

/** Not AWS's own, nor what lambdas/start-image/environment.ts sets. */
const secretName = v.pipe(
  v.string(),
  v.regex(
    /^(?!(AWS|CODEBUILD|DOCKER|BUILD|BUILDSPEC)_|(RUN_ID|MODEL|JOB|ARTIFACTS_BUCKET|REPOSITORY_URI|IMAGE_\w+|DOCKERFILE|CONTEXT|PATHS|PLATFORM|SAMPLES\w*|CACHE_IMAGE|REPOSITORY|TOOLS|WORK|KNOWN|PATH|HOME|LANG)$)[A-Za-z_]\w*$/,
    'an environment variable name that the build does not use itself',
  ),
);

export const build = v.pipe(
  v.strictObject({
    training: v.optional(image, {}),
    inference: v.optional(image, {}),
    /** SageMaker trains on x86 alone, and so do the CodeBuild projects build and verify. */
    platform: v.optional(v.picklist(['linux/amd64']), 'linux/amd64'),
    /** Name → ARN of a secret in Secrets Manager, with `:key` for one member of its JSON: variables of the build, and secrets of `docker build`. */
    secrets: v.optional(
      v.record(
        secretName,
        v.pipe(
          v.string(),
          v.regex(
            /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}(:[^:]+)?$/,
            "a secret's whole ARN, with :key after it for one member of its JSON",
          ),
        ),
      ),
      {},
    ),
    computeType: v.optional(v.picklist(computeTypes), 'BUILD_GENERAL1_SMALL'),
    timeoutMinutes: v.optional(count(limits.buildMinutes.atLeast, limits.buildMinutes.atMost), 30),
  }),
  v.check((settings) => fitsBuilds.is(settings), fitsBuilds.expected),
);

export const training = v.strictObject({
  instanceType: v.optional(
    instanceType(trainingInstanceTypes, 'an instance type that SageMaker trains on, such as ml.m5.large'),
    'ml.m5.large',
  ),
  instanceCount: v.optional(count(1, limits.training.instances), 1),
  volumeSizeGb: v.optional(count(1, limits.training.volumeGb), 30),
  maxRuntimeSeconds: v.optional(count(60, limits.training.runtimeSeconds), 3600),
  /** Channel name → `s3://…` prefix, or a prefix inside the data bucket's folder of this model. */
  channels: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, 'a channel name')), channelPlace),
      v.minEntries(limits.channels.atLeast),
      v.maxEntries(limits.channels.atMost),
    ),
    { training: 'training/' },
  ),
  /** SageMaker's hyperparameters are text: what is written here reaches the training as it is written. */
  hyperparameters: v.optional(
    v.pipe(
      v.record(line(limits.hyperparameters.key), v.pipe(written(limits.hyperparameters.value), oneLineOnly)),
      v.maxEntries(limits.hyperparameters.entries),
    ),
    {},
  ),
  environment: v.optional(environment(limits.trainingEnvironment), {}),
  /** How SageMaker reads metrics from the log: the regular expression's first group is the value. */
  metrics: v.optional(
    v.pipe(
      v.array(v.strictObject({ name: line(limits.metrics.name), regex: metricRegex(limits.metrics.regex) })),
      v.maxLength(limits.metrics.entries),
    ),
    [],
  ),
  networkIsolation: v.optional(v.boolean(), false),
});

export const evaluation = v.strictObject({
  /** One of `training.metrics`. */
  metric: line(limits.metrics.name),
  objective: v.optional(v.picklist(['maximize', 'minimize']), 'maximize'),
  threshold: finite,
  /** How much worse than the champion still passes, in the metric's unit. */
  tolerance: v.optional(v.pipe(finite, v.minValue(0)), 0),
  /** The channel the metric is measured on: champions are compared only on the same data. */
  channel: v.optional(v.string(), 'evaluation'),
});

export const deployment = v.strictObject({
  /** Default: the model's name. */
  endpointName: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9](-*[a-z0-9]){0,62}$/, 'lower-case letters, digits and hyphens, beginning and ending without a hyphen'),
      v.maxLength(limits.entityName),
    ),
  ),
  instanceType: v.optional(
    instanceType(hostingInstanceTypes, 'an instance type that SageMaker serves on, such as ml.t2.medium'),
    'ml.t2.medium',
  ),
  instanceCount: v.optional(count(1, 100), 1),
  environment: v.optional(
    v.pipe(
      environment(limits.servingEnvironment),
      v.check((variables) => fitsVerification.is(variables), fitsVerification.expected),
    ),
    {},
  ),
  /** A folder of the repository with sample payloads: `*.json`, `*.csv`, … each sent to `/invocations` before any traffic and after the deployment. */
  samples: v.optional(path, 'samples'),
  /** How samples are sent where their names do not say it: content type and Accept by file. Stored with the samples, as the payloads are. */
  sampleTypes: v.optional(sampleTypes, []),
  /** Verification fails when the 95th percentile of the samples' latency is above this. */
  maxLatencyMs: v.optional(count(1, 60000), 5000),
  /** How long the container may take to answer `/ping`. SageMaker itself waits 60 s at least; verification holds to this. */
  startupTimeoutSeconds: v.optional(count(5, limits.startupSeconds.atMost), 480),
});

/** Mails of runs: all of them are sent where nothing else is said. */
const runMails = ['started', 'succeeded', 'unchanged', 'rejected', 'failed', 'rolled-back', 'superseded', 'aborted'] as const;
/** Mails of each image of a run: sent where they are asked for. */
const buildMails = ['build-started', 'build-succeeded', 'build-failed'] as const;
export const mailKinds = [...runMails, ...buildMails] as const;
export type MailKind = (typeof mailKinds)[number];

export const notifications = v.strictObject({
  /** Which mails this model's runs send. */
  mails: v.optional(v.array(v.picklist(mailKinds)), [...runMails]),
});

/** One SSM parameter per section: `/trainyard/<model>/defaults/<section>` and `…/overrides/<section>`. */
export const sections = { source, triggers, build, training, evaluation, verification, deployment, notifications } as const;
export type SectionName = keyof typeof sections;

export const settings = v.strictObject({
  source: v.optional(source, {}),
  triggers: v.optional(triggers, {}),
  build: v.optional(build, {}),
  training: v.optional(training, {}),
  evaluation,
  verification: v.optional(verification, {}),
  deployment: v.optional(deployment, {}),
  notifications: v.optional(notifications, {}),
});
export type Settings = v.InferOutput<typeof settings>;

/** `trainyard.yml`, in the root of a model's repository. */
export const settingsFile = v.strictObject({
  model: modelName,
  ...settings.entries,
  /** How the command line fills this model's data: a folder whose children are the channels, made by a command where it is absent. */
  data: v.optional(v.strictObject({ folder: v.optional(path, 'data'), prepare: v.optional(v.string()) }), {}),
});
export type SettingsFile = v.InferOutput<typeof settingsFile>;
