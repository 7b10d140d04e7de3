import type { ModelState, RunRecord } from '../../contract/model-state.ts';
import type { Run } from '../../contract/payloads.ts';

const runsKept = 50;

/** What a run's record needs to know of it. */
export type RunIdentity = Pick<Run, 'id' | 'startedAt'> & { readonly execution: Pick<Run['execution'], 'arn'> };

/** The run's record with `patch` applied, newest run first; a run not known yet is added. */
export function withRun(state: ModelState, run: RunIdentity, patch: Partial<RunRecord> = {}): ModelState {
  const known = state.runs.find(({ id }) => id === run.id);
  const record: RunRecord = { ...(known ?? fresh(run)), ...patch };
  const others = state.runs.filter(({ id }) => id !== run.id);
  // However many starts failed while the lock's holder ran: without its record it could never be seen to have ended.
  const isKept = ({ id, execution }: RunRecord, index: number) =>
    index < runsKept || id === run.id || execution === state.running?.execution.arn;
  const runs = [...others, record].sort((a, b) => (a.id < b.id ? 1 : -1)).filter(isKept);
  return { ...state, runs };
}

/** True once the execution's outcome stands in the state: then nothing of it is left to do. */
export const isRecorded = (state: ModelState, executionArn: string | null): boolean =>
  executionArn !== null && state.runs.some(({ execution, outcome }) => execution === executionArn && outcome !== null);

const fresh = (run: RunIdentity): RunRecord => ({
  id: run.id,
  execution: run.execution.arn,
  startedAt: run.startedAt,
  outcome: null,
  summary: '',
});
