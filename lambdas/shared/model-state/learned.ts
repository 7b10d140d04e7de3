import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';

const marksKept = 64;
const learnedKept = 32;
/** After the first launch: what keeps every run of a push from beginning keeps the next from it too. */
const launchedAgainAtMost = 3;

/** The state in which a run is yet to begin with the launch's push, and with no older one of its branch: `equal` are no older. */
export function awaitRun(state: ModelState, { id, head }: Launch, equal: readonly Launch[]): ModelState {
  if (!head) return state;
  const { ref, commit } = head;
  const former = state.unlearned.find((mark) => mark.ref === ref && mark.commit === commit);
  const others = state.unlearned.filter((mark) => mark.ref !== ref || equal.some((launch) => launch.id === mark.launch));
  const mark = { ref, commit, launch: id, attempts: (former?.attempts ?? 0) + 1 };
  return { ...state, unlearned: [...others, mark].slice(-marksKept) };
}

/** The state in which nothing is awaited of these launches any more: a run began with the commit, or never will and somebody was told why. */
export function awaitNothing(state: ModelState, launches: readonly (string | undefined)[]): ModelState {
  const left = state.unlearned.filter(({ launch }) => !launches.includes(launch));
  return left.length === state.unlearned.length ? state : { ...state, unlearned: left };
}

/** The state in which the execution's run has begun with a commit: only now is its push taken care of. */
export function learn(state: ModelState, execution: string, commit: string, now: string): ModelState {
  const launch = state.running?.execution.name === execution ? state.running.launch : null;
  if (launch?.head) return awaitNothing(state, [launch.id]);
  const others = state.learned.filter((known) => known.commit !== commit);
  return { ...state, learned: [...others, { commit, at: now }].slice(-learnedKept) };
}

/** True when a push to the branch was accepted, and every run that was to begin with it failed before it could. */
export function isUnrun({ unlearned, pending, running, runs }: ModelState, ref: string): boolean {
  const marks = unlearned.filter((mark) => mark.ref === ref);
  const isOpen = (launch: string) => running?.launch?.id === launch || pending.some(({ id }) => id === launch);
  // An execution's name ends with its launch's.
  const isOver = (launch: string) =>
    runs.some(({ execution, outcome }) => outcome !== null && outcome !== 'failed' && execution.endsWith(`-${launch.slice(0, 8)}`));
  return marks.some(({ launch }) => !isOver(launch)) && !marks.some(({ launch }) => isOpen(launch));
}

/** How many launches there were of the branch's newest push, which no run has begun with. */
export const attemptsOf = ({ unlearned }: ModelState, ref: string): number =>
  Math.max(0, ...unlearned.filter((mark) => mark.ref === ref).map(({ attempts }) => attempts));

/** True when it may be launched once more. */
export const isLaunchedAgain = (state: ModelState, ref: string): boolean =>
  isUnrun(state, ref) && attemptsOf(state, ref) <= launchedAgainAtMost;

/** True when a run began with this commit after `since`, though no push told of it: a message or a person named it. */
export const hasLearned = ({ learned }: ModelState, commit: string, since = ''): boolean =>
  learned.some((known) => known.commit === commit && known.at > since);

/** The same, and when one is about to. */
export function isRunByName(state: ModelState, commit: string, since = ''): boolean {
  const isFor = (launch: Launch | null | undefined) => launch?.head === null && launch.input.commit === commit;
  return hasLearned(state, commit, since) || state.pending.some(isFor) || isFor(state.running?.launch);
}
