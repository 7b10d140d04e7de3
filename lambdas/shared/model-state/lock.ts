import { ErrorName } from '../../contract/errors.ts';
import type { Run } from '../../contract/payloads.ts';
import type { Artifacts } from '../documents.ts';
import { PipelineError } from '../errors.ts';
import { readState } from './store.ts';

/**
 * Called first by every function that changes something outside: a function of a run that lost the model's lock (unlocked by a person, or
 * in recovery while its Lambda was still on its way) must touch nothing.
 * @throws LockLost
 */
export async function checkLock(artifacts: Artifacts, run: Pick<Run, 'id' | 'model' | 'token'>): Promise<void> {
  const { running } = await readState(artifacts, run.model);
  if (running?.token === run.token && (running.phase === 'running' || running.phase === 'starting')) return;
  const holder = running ? `${running.execution.name} (${running.phase})` : 'nobody';
  throw new PipelineError(
    ErrorName.LockLost,
    `The run ${run.id} no longer holds the lock of ${run.model} (token ${run.token}); ${holder} does. It changes nothing more.`,
  );
}
