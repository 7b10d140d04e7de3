import type { Invariant, Observation } from '../observation.ts';

/** What an invariant says of what it looked at. */
export interface Report {
  /** Counts as one thing checked; `words` are asked for only when it does not hold. */
  expect(holds: boolean, words: () => string): void;
}

/** An invariant from a function that looks at each observation; a breach is said once, in the same words. */
export function invariant(name: string, look: (observation: Observation, report: Report) => void): Invariant {
  const said = new Set<string>();
  let checked = 0;
  return {
    name,
    get checked() {
      return checked;
    },
    check: (observation) => {
      let fresh: string[] | undefined;
      look(observation, {
        expect: (holds, words) => {
          checked += 1;
          if (holds) return;
          const text = words();
          if (said.has(text)) return;
          said.add(text);
          fresh ??= [];
          fresh.push(text);
        },
      });
      return fresh ?? none;
    },
  };
}

const none: readonly string[] = [];
