import { ErrorName } from '../../contract/errors.ts';
import type { ModelState } from '../../contract/model-state.ts';
import type { Run } from '../../contract/payloads.ts';
import { type Clock, iso } from '../clock.ts';
import type { Artifacts } from '../documents.ts';
import { PipelineError } from '../errors.ts';
import { reduce, type Wish } from './reduce.ts';
import { isRecorded } from './runs.ts';
import { changeState, readState } from './store.ts';

type Holder = Pick<Run, 'id' | 'model' | 'token'>;

/**
 * Called first by every function that changes something outside: a function of a run that lost the model's lock (unlocked by a person, or
 * in recovery while its Lambda was still on its way) must touch nothing.
 * @throws LockLost
 */
export async function checkLock(artifacts: Artifacts, run: Holder): Promise<void> {
  requireLock(await readState(artifacts, run.model), run);
}

/**
 * The same inside a compare-and-swap: what is written then is written by the holder.
 * @throws LockLost
 */
export function requireLock({ running }: ModelState, run: Holder): void {
  if (running?.token === run.token && (running.phase === 'running' || running.phase === 'starting')) return;
  const holder = running ? `${running.execution.name} (${running.phase})` : 'nobody';
  throw new PipelineError(
    ErrorName.LockLost,
    `The run ${run.id} no longer holds the lock of ${run.model} (token ${run.token}); ${holder} does. It changes nothing more.`,
  );
}

/**
 * Takes the model's lock for an execution, or leaves its wish waiting where another holds it (`token` null).
 * @throws LockLost when this execution is being cleaned up, or was already
 */
export async function takeLock(
  model: string,
  execution: { readonly name: string; readonly arn: string },
  wish: Wish,
  { artifacts, clock }: { readonly artifacts: Artifacts; readonly clock: Clock },
): Promise<{ token: number | null; holder: string }> {
  const after = await changeState(artifacts, clock, model, (state) => {
    const event = { type: 'entered' as const, execution: { name: execution.name, arn: execution.arn }, ...wish };
    return reduce(state, event, { model, now: iso(clock.now()) }).state;
  });
  const { running } = after;
  if (isRecorded(after, execution.arn))
    throw new PipelineError(ErrorName.LockLost, `The execution ${execution.name} has ended and was cleaned up: start another instead.`);
  if (running?.execution.name !== execution.name) return { token: null, holder: running?.execution.name ?? 'another run' };
  if (running.phase === 'running') return { token: running.token, holder: execution.name };
  throw new PipelineError(ErrorName.LockLost, `The execution ${execution.name} is ${running.phase}: it must not begin its run any more.`);
}
