import type { ModelState, Running, RunRecord } from '../../contract/model-state.ts';

/** Returns the state without its lock. Nobody will record any more how the run ended, or put its endpoint back: the person who unlocks has looked. */
export function unlocked(state: ModelState, { execution }: Running): ModelState {
  const isIts = (run: RunRecord) => run.execution === execution.arn && run.outcome === null;
  const summary = 'Failed, and so did its clean-up: unlocked by hand.';
  return {
    ...state,
    running: null,
    target: state.runs.some((run) => isIts(run) && run.id === state.target?.run) ? null : state.target,
    runs: state.runs.map((run) => (isIts(run) ? { ...run, outcome: 'failed', summary } : run)),
  };
}
