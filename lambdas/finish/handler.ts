import { driveDependencies } from '../shared/drive-dependencies.ts';
import { executionEnded } from '../shared/model-state/ended.ts';

/** `Step Functions Execution Status Change` of the pipeline or of recovery: a hint only; lost or doubled, sweeper and state make it good. */
export const handler = async ({ detail }: { readonly detail?: { readonly executionArn?: string } }): Promise<void> => {
  if (detail?.executionArn) await executionEnded(detail.executionArn, driveDependencies('finish'));
};
