import type { RunRecord } from '../contract/model-state.ts';
import { runbookSection } from './mail/runbook.ts';
import type { Count } from './metric.ts';

/** What a run's end is measured by. */
export interface EndedRun {
  readonly id: string;
  readonly model: string;
  readonly outcome: NonNullable<RunRecord['outcome']>;
  /** The error's name, where it failed. */
  readonly error?: string;
  /** Seconds of what was more than a call. */
  readonly phases: readonly (readonly [phase: string, seconds: number])[];
}

/**
 * Counts a run's end for the dashboard: by outcome, its phases, and for a failure the runbook's heading as its reason, since an error's own
 * name could be any of a thousand.
 */
export function countRun(count: Count, { id: run, model, outcome, error, phases }: EndedRun): void {
  count('RunsEnded', { Outcome: outcome }, { model, run });
  if (error !== undefined) count('RunsFailed', { Reason: runbookSection(error) }, { model, run });
  for (const [phase, value] of phases) count('PhaseSeconds', { Phase: phase }, { value, unit: 'Seconds', model, run });
}
