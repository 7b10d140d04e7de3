import type { Results } from './results.ts';

/** What the run and a month of its endpoint would cost on AWS, for the end of a local run. */
export function estimateLines(_results: Results): string[] {
  return [];
}
