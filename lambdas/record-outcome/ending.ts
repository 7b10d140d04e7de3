import { causeInWords } from '../shared/cause.ts';
import type { EndedExecution } from '../shared/execution.ts';
import { openVisits, type Trace, traceOf, type Visit } from './trace.ts';

/** How and where an execution ended, in words. */
export interface Ending {
  readonly status: string;
  readonly startedAt: string;
  readonly input: string;
  /** `AwaitTraining`, `AwaitInferenceImage and Evaluate`; empty where no state was being worked on. */
  readonly place: string;
  /** The states of the place: where to look. */
  readonly states: readonly Visit[];
  readonly error: string;
  /** Log lines after a heading, where the failing state gave them. */
  readonly cause: string;
  readonly trace: Trace;
}

/** Reads an execution's end from its description and its history: an event carries no cause of `States.Runtime`, time-outs and aborts. */
export function endingOf(execution: EndedExecution | undefined, recoveryStartedAt: string): Ending {
  const { status, startedAt, input, error, cause, events } = execution ?? unknown(recoveryStartedAt);
  const trace = traceOf(events);
  const states = trace.failed ? [trace.failed] : openVisits(trace);
  return {
    status,
    startedAt: startedAt.toISOString(),
    input,
    place: [...new Set(states.map(({ state }) => state))].join(' and '),
    states,
    error: error ?? words[status]?.error ?? status,
    cause: causeInWords(cause) || words[status]?.cause || 'Step Functions gives no cause.',
    trace,
  };
}

const unknown = (at: string) =>
  ({ status: 'MISSING', startedAt: new Date(at), input: '{}', error: undefined, cause: undefined, events: [] }) as const;

const words: Readonly<Record<string, { error: string; cause: string }>> = {
  TIMED_OUT: { error: 'States.Timeout', cause: 'The execution ran out of its time.' },
  ABORTED: { error: 'Aborted', cause: 'Somebody stopped the execution.' },
  SUCCEEDED: { error: 'OutcomeMissing', cause: 'The execution succeeded, and yet its outcome was not recorded.' },
  MISSING: { error: 'ExecutionDoesNotExist', cause: 'Step Functions does not know this execution.' },
};
