import type { Clock } from '../../../../local/clock.ts';

/** A clock that only the test moves. */
export function handClock(start: string) {
  let now = Date.parse(start);
  const timers = new Set<{ at: number; run: () => void }>();
  const clock: Clock = {
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
  };
  /** Runs what comes due on the way, in order. */
  const advance = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [first] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!first) break;
      timers.delete(first);
      now = first.at;
      first.run();
    }
    now = end;
  };
  /** Resolves when a timer waits for exactly this time from now. */
  const waitsFor = async (ms: number) => {
    while (![...timers].some(({ at }) => at === now + ms)) await new Promise(setImmediate);
  };
  return { clock, advance, waitsFor };
}
