import type { Necessary } from './changes.ts';
import { drawnFor } from './draws.ts';
import { workPrices } from './prices.ts';

/** What a definition of no time and no cost of its own would need. */
export interface Ideal {
  readonly seconds: number;
  /** Builds and training, US dollars. */
  readonly work: number;
}

/** The critical path of what the change makes necessary: every completion known at once, both images side by side, nothing done that is not needed. */
export function idealOf(needs: Necessary, seed: number, trainingMs: number): Ideal {
  const { time } = drawnFor(seed, trainingMs);
  const build = (role: string, itself: 'buildItself' | 'verification') =>
    time('buildProvisioning', role) + time('buildPreparing', role) + time(itself, role);
  const trainingImage = needs.trainingImage ? build('training-image', 'buildItself') : 0;
  const inferenceImage = needs.inferenceImage ? build('inference-image', 'buildItself') : 0;
  const verification = needs.deployment ? build('verification', 'verification') : 0;
  const billed =
    time('trainingDownloading', 'training') + time('trainingImage', 'training') + trainingMs + time('trainingUploading', 'training');
  const training = needs.training ? time('trainingStarting', 'training') + billed : 0;
  const endpoint = needs.deployment ? time('endpointChange', 'endpoint') : 0;
  const minutes = [trainingImage, inferenceImage, verification].reduce((sum, ms) => sum + Math.ceil(ms / 60_000), 0);
  return {
    seconds: (Math.max(trainingImage + training, inferenceImage) + verification + endpoint) / 1000,
    work: minutes * workPrices.buildMinute.usd + (needs.training ? (billed / 3_600_000) * workPrices.trainingHour.usd : 0),
  };
}
