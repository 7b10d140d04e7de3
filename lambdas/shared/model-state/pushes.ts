import type { Launch } from '../../contract/launch.ts';
import type { AcceptedPush, ModelState } from '../../contract/model-state.ts';
import { newestOf } from './newest.ts';

const pushesKept = 64;
const headsKept = 64;
// Two services tell of one push each with a time of its own.
const apartAtMostMs = 60_000;

/** GitHub and EventBridge tell whole seconds: within one, times say nothing. */
export const secondOf = (at: string): string => at.slice(0, 19);

/** True for two pushes to one branch in one second: `before` says which is the newer, not their times. */
export const areClose = (one: Launch, other: Launch): boolean =>
  one.head !== null && one.head.ref === other.head?.ref && secondOf(one.at) === secondOf(other.at);

/** The push that this launch is for, where it was told of in another way already. */
function twinOf({ pushes }: ModelState, { head, at }: Launch): AcceptedPush | undefined {
  const way = head?.way;
  if (!head || !way || way === 'comparison') return undefined;
  const apart = (known: AcceptedPush) => Date.parse(at) - Date.parse(known.at);
  return pushes.find(
    (known) =>
      known.ref === head.ref &&
      known.commit === head.commit &&
      !known.ways.includes(way) &&
      // What the comparison found was pushed some time before.
      (known.ways.includes('comparison') ? apart(known) <= 0 : Math.abs(apart(known)) <= apartAtMostMs),
  );
}

/** True for a push that was accepted already: in another way, or since the branch's head is its commit. */
export const isHeardOf = (state: ModelState, launch: Launch): boolean =>
  launch.head !== null && (twinOf(state, launch) !== undefined || state.heads[launch.head.ref]?.commit === launch.head.commit);

/** The commits that may be the branch's newest, by all that is known of the pushes in the second of its head. */
function newest({ heads, pushes }: Pick<ModelState, 'heads' | 'pushes'>, ref: string): readonly string[] {
  const known = heads[ref];
  if (!known) return [];
  const close = pushes.filter((push) => push.ref === ref && secondOf(push.at) === secondOf(known.at));
  const isNoted = close.some(({ commit }) => commit === known.commit);
  return newestOf(isNoted ? close : [{ commit: known.commit, before: null, at: known.at, from: null }, ...close]);
}

/** The state with a launch's push in it, and with the branch's head that follows. */
export function notePush(state: ModelState, launch: Launch): ModelState {
  const { head, at } = launch;
  if (!head) return state;
  const { ref, commit, before = null, way } = head;
  const known = state.heads[ref];
  const twin = twinOf(state, launch);
  const isClose = known !== undefined && secondOf(known.at) === secondOf(at);
  const began = state.pushes.find((push) => push.ref === ref && secondOf(push.at) === secondOf(at));
  const from = isClose ? (began?.from ?? null) : (known?.commit ?? state.looked?.heads[ref] ?? null);
  const noted = twin
    ? { ...twin, before: twin.before ?? before, at: exact(twin.at, at), ways: [...twin.ways, way as string] }
    : { ref, commit, before, at, ways: way ? [way] : [], from };
  const pushes = (twin ? state.pushes.map((push) => (push === twin ? noted : push)) : [...state.pushes, noted]).slice(-pushesKept);
  const isNewer = !twin && (!known || secondOf(at) > secondOf(known.at));
  if (isNewer) return { ...state, pushes, heads: withHead(state.heads, ref, { commit, at }) };
  const candidates = known ? newest({ heads: state.heads, pushes }, ref) : [];
  if (!known || (!isClose && !twin) || candidates.length === 0) return { ...state, pushes };
  const wanted = twin ? known.commit : commit;
  const [, last = at] = [known.at, at].sort();
  const chosen = [wanted, known.commit].find((one) => candidates.includes(one)) ?? candidates.at(-1) ?? known.commit;
  return { ...state, pushes, heads: withHead(state.heads, ref, { commit: chosen, at: last }) };
}

/** The push that makes a launch too late: a newer one to its branch was accepted, and may have run already. */
export function newerPush(state: ModelState, { head, at }: Launch): string | undefined {
  const known = head && state.heads[head.ref];
  if (!known || known.commit === head.commit || secondOf(known.at) < secondOf(at)) return undefined;
  if (secondOf(known.at) > secondOf(at)) return known.commit;
  return newest(state, head.ref).includes(head.commit) ? undefined : known.commit;
}

/** CodeCommit's triggers tell milliseconds, its events do not. */
const exact = (known: string, told: string): string => (known.endsWith('.000Z') && secondOf(known) === secondOf(told) ? told : known);

/** The branch pushed last stands last; of very many the first ones are forgotten. */
export function withHead(heads: ModelState['heads'], ref: string, head: ModelState['heads'][string]): ModelState['heads'] {
  const { [ref]: _, ...others } = heads;
  return Object.fromEntries([...Object.entries(others), [ref, head]].slice(-headsKept));
}
