import type { ModelState } from '../../contract/model-state.ts';
import { remembered } from './seen.ts';

/**
 * The run that holds the lock is to stop, because somebody said so in the message `id`. Once only: delivered again the message would stop
 * the run after it.
 */
export function cancel(state: ModelState, id: string, reason: string): ModelState {
  const { running, seen } = state;
  const said = `command ${id}`;
  if (!running || running.cancel || (running.phase !== 'starting' && running.phase !== 'running') || seen.includes(said)) return state;
  return { ...state, seen: remembered(seen, said), running: { ...running, cancel: { kind: 'aborted', reason } } };
}
