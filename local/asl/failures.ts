/** What went wrong in a state, as Retry, Catch and the events of the history see it. */
export class StateFailure extends Error {
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** The event that tells of the failure: what comes next points back to it. */
  readonly eventId: number;
  /** A heartbeat time-out is recorded as States.Timeout but also answers to States.HeartbeatTimeout. */
  readonly alsoKnownAs: string | undefined;

  constructor(error: string | undefined, cause: string | undefined, eventId: number, alsoKnownAs?: string) {
    super(`${error ?? 'no error name'}: ${cause ?? 'no cause'}`);
    this.error = error;
    this.cause = cause;
    this.eventId = eventId;
    this.alsoKnownAs = alsoKnownAs;
  }

  /** `$states.errorOutput`. AWS gives a time-out an empty cause where the events have none. */
  get errorOutput(): { Error: string | null; Cause: string | null } {
    return { Error: this.error ?? null, Cause: this.cause ?? (this.error === 'States.Timeout' ? '' : null) };
  }
}

/** An expression or its result is unusable. `text` is AWS's, without the words about the state that stand before it. */
export class QueryError extends Error {
  readonly text: string;
  readonly location: string | undefined;

  constructor(text: string, location?: string) {
    super(text);
    this.text = text;
    this.location = location;
  }
}

/** Ends a branch that nobody waits for any more: its execution ended, or a sibling failed. */
export class Stopped extends Error {}

/** The history is full: AWS ends the execution instead of writing event 25,000. */
export class HistoryLimit extends Error {}

/** The most characters of a cause. */
const CAUSE_LIMIT = 32_768;

/** How AWS begins the cause of an error that a state itself made. The text may quote a value of any size. */
export function stateCause(state: string, enteredId: number, text: string): string {
  return `An error occurred while executing the state '${state}' (entered at the event id #${enteredId}). ${text}`.slice(0, CAUSE_LIMIT);
}
