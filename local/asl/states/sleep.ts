import type { Frame } from '../frame.ts';
import type { Maybe } from '../maybe.ts';

/** Timers of the machine reach 2^31 ms; a longer wait is made of several. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Lets time pass on the execution's clock, at once when there is none to pass. */
export function sleep(frame: Frame, ms: number): Maybe<void> {
  if (ms <= 0) return undefined;
  const { clock } = frame.execution.options;
  return frame.wait<void>((done) => timer(clock, ms, () => done()));
}

/** One timer of any length; returns how to cancel it. */
export function timer(clock: Frame['execution']['options']['clock'], ms: number, run: () => void): () => void {
  let left = ms;
  const arm = (): { cancel(): void } => {
    const part = Math.min(left, LONGEST_TIMER);
    left -= part;
    return clock.after(part, () => {
      if (left > 0) handle = arm();
      else run();
    });
  };
  let handle = arm();
  return () => handle.cancel();
}
