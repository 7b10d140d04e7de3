import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { hasLearned, isLaunchedAgain, isRunByName } from './learned.ts';
import { withHead } from './pushes.ts';

type Head = Pick<NonNullable<Launch['head']>, 'ref' | 'commit'>;

// What a service says of a branch may be older than a push it told of moments ago: whoever compares says for how long.
export const settlingMs = 2 * 60_000;

/** How the heads of a repository's branches were read. */
export interface Look {
  /** `github/acme/birds`. */
  readonly source: string;
  /** True for a repository that the model's stack has made: whatever is in it was pushed since. */
  readonly isOurs: boolean;
  /** When, ISO 8601. */
  readonly at: string;
  /** A head accepted so long (ms) before may be newer than what the service said. */
  readonly settling: number;
}

/** The state without what is known of another repository, which was the model's source before. */
export const ofSource = (state: ModelState, source: string): ModelState =>
  state.looked && state.looked.source !== source ? { ...state, heads: {}, pushes: [], unlearned: [], looked: null } : state;

/**
 * True when the head that a branch has means a push that was never accepted. What the first look at somebody's repository finds was pushed
 * before this model was there, and means none.
 */
export function isLost(state: ModelState, { ref, commit }: Head, { at, settling, isOurs }: Look): boolean {
  const known = state.heads[ref];
  if (known) return known.commit !== commit && Date.parse(known.at) < Date.parse(at) - settling && !isRunByName(state, commit, known.at);
  const first = state.looked?.heads[ref];
  return (first === undefined ? isOurs : first !== commit) && !isRunByName(state, commit);
}

/** True when a comparison that finds this head launches it: its push was lost, or no run of the last one came to begin. */
export const isLaunched = (state: ModelState, head: Head, look: Look): boolean =>
  isLost(state, head, look) || isLaunchedAgain(state, head.ref);

/** The commit up to which a branch is known: the last accepted push, or what was there at first. */
export const knownCommit = ({ heads, looked }: ModelState, ref: string): string | undefined =>
  heads[ref]?.commit ?? looked?.heads[ref] ?? undefined;

/** The state in which these heads (null: no such branch) were looked at: what was found first, and what ran without a push, is known. */
export function withLook(state: ModelState, { source, at }: Look, found: Readonly<Record<string, string | null>>): ModelState {
  const ran = Object.entries(found).filter(([ref, commit]) => {
    const before = state.heads[ref];
    if (commit === null || commit === knownCommit(state, ref) || (before && before.at > at)) return false;
    return (before || state.looked?.heads[ref] !== undefined) && hasLearned(state, commit, before?.at);
  });
  const heads = ran.reduce((all, [ref, commit]) => withHead(all, ref, { commit: commit as string, at }), state.heads);
  return { ...state, heads, looked: { ...state.looked, source, heads: { ...found, ...state.looked?.heads } } };
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
  if (knownCommit(state, ref) !== before || (known && known.at > at) || commit === before) return state;
  return { ...state, heads: withHead(state.heads, ref, { commit, at }) };
}
