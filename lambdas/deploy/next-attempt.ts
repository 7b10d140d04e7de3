import type { DescribeEndpointCommandOutput } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { Target } from '../contract/model-state.ts';
import type { Run } from '../contract/payloads.ts';
import { isCapacity, PipelineError } from '../shared/errors.ts';

const capacityAttempts = 3;
const capacityPauseMs = 10 * 60_000;

/**
 * The number of the attempt to be made. It grows by what the endpoint shows and not by calls: an answer may be lost, a call refused or,
 * the function having died, never made. A FailureReason stays until the next update begins, so one that stood there before says nothing.
 * @throws DeploymentFailed after the third · CapacityUnavailable while the pause after a failed attempt lasts
 */
export function nextAttempt(run: Run, endpoint: DescribeEndpointCommandOutput | undefined, own: Target | undefined, nowMs: number): number {
  if (!own) return 1;
  const reason = endpoint?.FailureReason ?? '';
  const changedAt = endpoint?.LastModifiedTime?.getTime() ?? 0;
  if (!isCapacity(reason) || (own.changedAt && changedAt <= Date.parse(own.changedAt))) return own.attempts;
  if (own.attempts >= capacityAttempts) {
    const words = `No instance for the endpoint ${run.names.endpoint} in ${capacityAttempts} attempts: ${reason} Choose another deployment.instanceType.`;
    throw new PipelineError(ErrorName.DeploymentFailed, words);
  }
  if (nowMs < changedAt + capacityPauseMs)
    throw new PipelineError(
      ErrorName.CapacityUnavailable,
      `The endpoint ${run.names.endpoint} got no instance: ${reason} It is tried again in a while.`,
    );
  return own.attempts + 1;
}
