import { setBuilder } from '../../../local/services/codebuild/running.ts';
import type { AwsError } from '../../../local/services/errors.ts';
import { setFleets } from '../../../local/services/sagemaker/hosting/live.ts';
import { setTrainer } from '../../../local/services/sagemaker/training/runs.ts';
import type { World } from '../../../local/world.ts';
import { simulatedBuilder } from './build.ts';
import { simulatedFleets } from './fleet.ts';
import { drawing, type JobPlan, type Usage } from './plan.ts';
import { quotaRefusals, type Refusal } from './quotas.ts';
import { simulatedTrainer } from './training.ts';

export type { JobPlan } from './plan.ts';

const refusals = new WeakMap<World, Refusal>();

/** Gives a world builds, trainings and endpoints that take time and no machine. Before it starts. */
export function simulateJobs(world: World, plan: JobPlan): void {
  const drawn = drawing(plan);
  const usage: Usage = { trainings: 0, queuedBuilds: 0 };
  setBuilder(world, simulatedBuilder(drawn, usage));
  setTrainer(world, simulatedTrainer(drawn, usage));
  setFleets(world, simulatedFleets(drawn));
  refusals.set(world, quotaRefusals(drawn, usage));
}

/** Why the account's quotas do not allow a call now; undefined where they do. */
export const refusedByQuota = (world: World, operation: string, input: Readonly<Record<string, unknown>>): AwsError | undefined =>
  refusals.get(world)?.(world, operation, input);
