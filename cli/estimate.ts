import { type Estimate, estimate, estimateLines } from '../lambdas/contract/estimate.ts';
import type { Results } from './results.ts';
import { duration } from './view/text.ts';

/** What this run and a month of its endpoint would cost on AWS, and how long the run would take there. Local seconds say nothing of either. */
export function costLines({ run, images, training, deployment }: Results): string[] {
  if (!run) return [];
  // One image for both roles is built once, and both await states answer it.
  const built = new Set(images.filter(({ image }) => !image.reused).map(({ image }) => image.digest));
  const found = estimate(run.settings, { builds: built.size, trains: training?.reused === false, deploys: deployment !== undefined });
  return [...estimateLines(found), ...timeLine(found)];
}

function timeLine({ seconds: [low, high] }: Estimate): string[] {
  return high > 0 ? [`the run would take ${duration(low * 1000)} to ${duration(high * 1000)} there`] : [];
}
