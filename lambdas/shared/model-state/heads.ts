import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';

type Head = NonNullable<Launch['head']>;

// What a service says of a branch may be older than a push it told of moments ago: whoever compares says for how long.
export const settlingMs = 2 * 60_000;

/** True when the head that a branch had at the time `at` (ISO 8601) means a push that was never accepted. */
export function isLost({ heads }: ModelState, { ref, commit }: Head, at: string, settling: number): boolean {
  const known = heads[ref];
  return known === undefined || (known.commit !== commit && Date.parse(known.at) < Date.parse(at) - settling);
}

/**
 * The state in which a push that no path filter wants counts as seen, so that the comparison of heads does not take it for lost, and the
 * next push is judged from there. Only where it directly follows what is known: what lies between might be wanted.
 */
export function passOver(
  state: ModelState,
  { ref, commit, before, at }: Head & { readonly before: string; readonly at: string },
): ModelState {
  const known = state.heads[ref];
  if (known?.commit !== before || known.at > at || commit === before) return state;
  return { ...state, heads: { ...state.heads, [ref]: { commit, at } } };
}
