import { objects } from '../contract/layout.ts';
import type { Run, TrainingResult } from '../contract/payloads.ts';
import { fingerprints, listChannels } from '../shared/channel-data.ts';
import { type Artifacts, writeDocument } from '../shared/documents.ts';
import { hashOf } from '../shared/hash.ts';

/**
 * Remembers a training under its key for later runs, where its data is what it was when the training began. Data that changed while the training
 * read it: nobody can say what the artifact was made of, so no later run may take it for its own. Returns the training with what came of it.
 */
export async function keepTraining(run: Run, training: TrainingResult, artifacts: Artifacts): Promise<TrainingResult> {
  if (training.reused || training.key === '') return training;
  const data = fingerprints(await listChannels(artifacts.s3, run.settings.training.channels));
  if (hashOf(data) !== hashOf(training.data))
    return { ...training, reason: 'its data changed while it ran: the result will not be reused' };
  await writeDocument(artifacts, objects.training(training.key), training);
  return training;
}
