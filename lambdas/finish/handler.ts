import { driveDependencies } from '../shared/drive-dependencies.ts';
import type { Invocation } from '../shared/log.ts';
import { executionEnded } from '../shared/model-state/ended.ts';

interface FinishEvent {
  readonly detail?: { readonly executionArn?: string };
}

/** `Step Functions Execution Status Change` of the pipeline or of recovery: a hint only; lost or doubled, sweeper and state make it good. */
export const handler = async ({ detail }: FinishEvent, invocation: Invocation): Promise<void> => {
  if (detail?.executionArn) await executionEnded(detail.executionArn, driveDependencies('finish', invocation));
};
