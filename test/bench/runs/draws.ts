import { type Drawing, drawing, type JobPlan } from '../../simulation/jobs/plan.ts';
import { hashed, seeded } from '../../simulation/random.ts';

const roles = ['training-image', 'inference-image', 'verification', 'endpoint'] as const;

/**
 * What a job is for, whoever started it and whatever its name: by this the durations are drawn, so that every definition meets the same.
 * Builds are named `…-training-image` and so on, endpoints by endpoint and configuration, the rest is the training.
 */
export function roleOf(what: string): string {
  const role = roles.find((each) => what.endsWith(each) || what.endsWith(`${each} stop`));
  return role ?? (what.includes(' ') ? 'endpoint' : 'training');
}

/** How the jobs of one seed go: nothing fails, the training itself takes as long as it is told, and its model is good enough. */
export const planOf = (seed: number, trainingMs: number): JobPlan => ({
  random: seeded(hashed('bench', seed)),
  fault: () => false,
  trainingMs: () => trainingMs,
  metric: () => 0.9,
  called: roleOf,
});

/** The same draws, to compute with. */
export const drawnFor = (seed: number, trainingMs: number): Drawing => drawing(planOf(seed, trainingMs));
