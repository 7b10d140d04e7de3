import { setBuilder } from '../../../local/services/codebuild/running.ts';
import { setFleets } from '../../../local/services/sagemaker/hosting/live.ts';
import { setTrainer } from '../../../local/services/sagemaker/training/runs.ts';
import type { World } from '../../../local/world.ts';
import { simulatedBuilder } from './build.ts';
import { simulatedFleets } from './fleet.ts';
import { drawing, type JobPlan } from './plan.ts';
import { simulatedTrainer, type Usage } from './training.ts';

export type { JobPlan } from './plan.ts';

/** Gives a world builds, trainings and endpoints that take time and no machine. Before it starts. */
export function simulateJobs(world: World, plan: JobPlan): void {
  const drawn = drawing(plan);
  const usage: Usage = { trainings: 0 };
  setBuilder(world, simulatedBuilder(drawn));
  setTrainer(world, simulatedTrainer(drawn, usage));
  setFleets(world, simulatedFleets(drawn));
}
