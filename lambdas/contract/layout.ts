import type { JobKind } from './payloads.ts';

/** Where everything lies in Parameter Store: `/<installation>/<model>/…`. */
export const parameters = {
  deployed: (installation: string, model: string) => `/${installation}/${model}/deployed`,
  defaults: (installation: string, model: string, section: string) => `/${installation}/${model}/defaults/${section}`,
  overrides: (installation: string, model: string, section: string) => `/${installation}/${model}/overrides/${section}`,
  sources: (installation: string) => `/${installation}-sources/`,
  /** Which models a repository's pushes mean: one parameter per model, below the repository's path. */
  source: (installation: string, type: string, repository: string, model: string) =>
    `/${installation}-sources/${type}/${repository}/${model}`,
  /** SecureString that people write: the secret of the GitHub webhook, and a token to ask GitHub with where the repository is private. */
  webhookSecret: (installation: string) => `/${installation}-secrets/webhook`,
  githubToken: (installation: string) => `/${installation}-secrets/github-token`,
} as const;

/** The service a job runs in: events name jobs by it. An image and a verification are both CodeBuild builds. */
export const jobServices = {
  image: 'build',
  training: 'training',
  verification: 'build',
  deployment: 'endpoint',
} as const satisfies Record<JobKind, string>;
export type JobService = (typeof jobServices)[JobKind];

/** Where everything lies in the artifacts bucket. */
export const objects = {
  /** ImageResult of a known image. */
  image: (key: string) => `images/${key}.json`,
  /** Image key of what git calls by these ids: known before any build. */
  tree: (treeKey: string) => `images/trees/${treeKey}.json`,
  /** The image built last for this model and role: what the next build takes layers from. */
  latestImage: (model: string, role: string) => `images/latest/${model}-${role}.json`,
  /** Sample payloads of a model's sources, saved by the images' builds below their keys. */
  samples: (model: string) => `samples/${model}`,
  /** TrainingResult of a known training. */
  training: (key: string) => `trainings/${key}.json`,
  /** Task token and state of a job; `wake` finds it by what an event says. */
  job: (service: JobService, name: string) => `jobs/${service}/${name}.json`,
  states: 'state/',
  /** The model state document, changed only by compare-and-swap. */
  state: (model: string) => `state/${model}.json`,
  /** The Run that Prepare fixed, by the hash of its execution's ARN: what recovery cleans up after. */
  run: (executionHash: string) => `runs/${executionHash}.json`,
  /** SageMaker appends `<job>/output/model.tar.gz`. */
  trainingOutput: (model: string) => `training/${model}`,
} as const;

/** The CodeCommit repository that a model's stack makes. */
export const sourceRepository = (installation: string, model: string): string => `${installation}-${model}`;
