/** Ctrl+C: the first one aborts `signal`, and the command tidies up; a second one ends the process at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Throws Interrupted once Ctrl+C was pressed. Called between the phases of a command. */
  check(): void;
}

/** Ends a command whose person pressed Ctrl+C. The text says what was under way. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted by Ctrl+C.');
    this.name = 'Interrupted';
  }
}

/** Listens to SIGINT, SIGTERM and SIGHUP; `now` ends the process and is called on the second signal. */
export function interruptOn(
  signals: Pick<NodeJS.Process, 'on'>,
  now: (signal: NodeJS.Signals) => void,
  first: () => void = () => undefined,
): Interrupt {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      now(signal);
      return;
    }
    first();
    controller.abort(new Interrupted());
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) signals.on(name, onSignal);
  return interruptOf(controller.signal);
}

/** The interrupt of an AbortSignal: for tests, and for commands run inside another. */
export function interruptOf(signal: AbortSignal): Interrupt {
  return {
    signal,
    check: () => {
      if (signal.aborted) throw signal.reason;
    },
  };
}
