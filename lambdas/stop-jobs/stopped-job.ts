import type { CodeBuildClient } from '@aws-sdk/client-codebuild';
import type { SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../shared/clock.ts';
import type { Artifacts } from '../shared/documents.ts';

export interface StopDependencies {
  readonly artifacts: Artifacts;
  readonly sfn: SFNClient;
  readonly codebuild: CodeBuildClient;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
  /** The CodeBuild projects. */
  readonly projects: readonly string[];
}

/** A job that the recovery stopped, or waits to see. */
export interface StoppedJob {
  /** `training bird-strikes-20261121-120000-abcdef`. */
  readonly name: string;
  readonly isEnding: boolean;
  /** Begun a moment ago and not seen yet: it may still turn up, or was never made. */
  readonly isUnseen?: true;
}
