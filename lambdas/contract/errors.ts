/** `error.name` is what Step Functions records and what Retry and Catch match: these are all the names of our own. */
export const ErrorName = {
  /** A setting, parameter or execution option is wrong. Nothing was started. */
  InvalidSettings: 'InvalidSettings',
  /** The execution input is not what Prepare reads, or names no known model. */
  InvalidInput: 'InvalidInput',
  BuildFailed: 'BuildFailed',
  TrainingFailed: 'TrainingFailed',
  /** Stopped by a person or by MaxRuntime: not a success. */
  TrainingStopped: 'TrainingStopped',
  /** The gate's metric is missing or not a finite number. */
  MetricMissing: 'MetricMissing',
  VerificationFailed: 'VerificationFailed',
  DeploymentFailed: 'DeploymentFailed',
  /** The update ended InService on the old configuration. */
  DeploymentRolledBack: 'DeploymentRolledBack',
  SmokeTestFailed: 'SmokeTestFailed',
  /** The account's quota is 0, or less than is needed at once: waiting cannot help. */
  QuotaIsZero: 'QuotaIsZero',
  /** A quota is in use: retried slowly. */
  QuotaInUse: 'QuotaInUse',
  CapacityUnavailable: 'CapacityUnavailable',
  Throttled: 'Throttled',
  /** A service is still changing, or does not see yet, what a call needs (an endpoint in progress, a configuration made a second ago): retried. */
  NotReady: 'NotReady',
  /** A resource of this name exists and is not what this run asked for. */
  NameConflict: 'NameConflict',
  /** An artifact or image of a release is gone. */
  ReleaseGone: 'ReleaseGone',
  /** The run does not hold the model's lock (any more): it stops, touching nothing. */
  LockLost: 'LockLost',
  /** The repository has no such commit or branch. */
  CommitMissing: 'CommitMissing',
  /** GitHub, or the network to it, did not answer as it should: retried like a throttle. */
  GitHubUnavailable: 'GitHubUnavailable',
  /** GitHub takes no more requests for now: retried until its limit begins anew, an hour at most. */
  GitHubRateLimited: 'GitHubRateLimited',
  /** GitHub does not let us: the token is wrong, expired, or may not read the repository. */
  GitHubRefused: 'GitHubRefused',
  /** CodeCommit, or the key service behind it, did not answer: retried like a throttle. */
  CodeCommitUnavailable: 'CodeCommitUnavailable',
  /** Another writer changed the model state first, again and again. */
  StateConflict: 'StateConflict',
  /** The model state is no document that this version reads: nothing is written over it until a person restored an earlier one. */
  StateUnreadable: 'StateUnreadable',
} as const;

export type ErrorName = (typeof ErrorName)[keyof typeof ErrorName];
