import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { supersededMail } from '../mail/launch-mails.ts';
import { awaitNothing, awaitRun } from './learned.ts';
import { withMail } from './outbox.ts';
import { areClose, isHeardOf, newerPush, notePush } from './pushes.ts';
import type { Context, Wish } from './reduce.ts';
import { remembered } from './seen.ts';

/**
 * Takes up a wish for a run, once: the newest by its own time waits, whatever order the deliveries had; a rollback waits beside it and goes
 * first. What will not run is mailed as superseded. A wish whose id is known changes nothing, and a push that was heard of in another way
 * (by its other message, by the comparison of heads) is not launched a second time.
 */
export function accept(state: ModelState, wish: Wish, { model }: Context): ModelState {
  const { launch } = wish;
  if (state.seen.includes(launch.id)) return state;
  const noted = notePush({ ...state, seen: remembered(state.seen, launch.id) }, launch);
  const others = state.pending.filter((other) => isRollback(other) !== isRollback(launch));
  const rivals = state.pending.filter((other) => isRollback(other) === isRollback(launch));
  const [late, left] = parted(rivals, (other) => newerPush(noted, other) !== undefined);
  const isKnown = isHeardOf(state, launch) || rivals.some((other) => areClose(other, launch) && other.head?.commit === launch.head?.commit);
  const newer = isKnown ? undefined : newerThan(launch, noted, left);
  const isTaken = !isKnown && newer === undefined;
  // Of two pushes in one second, one of which is not to be told as the newer yet, both wait.
  const [equal, beaten] = isTaken ? parted(left, (other) => areClose(other, launch)) : [left, []];
  const pending = [...others, ...equal, ...(isTaken ? [launch] : [])].sort((a, b) => Number(isRollback(b)) - Number(isRollback(a)));
  const superseded = [...late, ...beaten, ...(newer === undefined ? [] : [launch])];
  const why = (lost: Launch) => (isTaken ? named(launch) : lost === launch ? newer : pushWords(newerPush(noted, lost)));
  const awaited = isTaken ? awaitRun(noted, launch, equalsOf(launch, equal, state)) : noted;
  const running = isTaken ? cancelled(noted, wish) : state.running;
  const accepted: ModelState = {
    ...awaitNothing(
      awaited,
      superseded.map(({ id }) => id),
    ),
    pending,
    running,
  };
  if (!wish.mails.includes('superseded')) return accepted;
  return superseded.reduce((all, lost) => {
    const mail = supersededMail(model, lost, why(lost) ?? named(launch));
    return withMail(all, { id: `${lost.id}-superseded`, outcome: 'superseded', ...mail });
  }, accepted);
}

/** The launches of which one may be as new: those that wait, and the one that runs. */
const equalsOf = (launch: Launch, waiting: readonly Launch[], { running }: ModelState): readonly Launch[] =>
  running?.launch && areClose(running.launch, launch) ? [...waiting, running.launch] : waiting;

const isRollback = ({ input }: Launch): boolean => input.release !== undefined;

function parted(launches: readonly Launch[], isFirst: (launch: Launch) => boolean): [Launch[], Launch[]] {
  return [launches.filter(isFirst), launches.filter((launch) => !isFirst(launch))];
}

/** Of several pushes by one person the trigger says nothing of which. */
const named = ({ trigger, head }: Launch): string => (head ? `${trigger} (${head.commit.slice(0, 7)})` : trigger);

const pushWords = (commit: string | undefined): string | undefined => commit && `the push of ${commit.slice(0, 7)} to the same branch`;

/** What makes this launch too late: a newer one waits, or a newer push to its branch was accepted and may have run already. */
function newerThan(launch: Launch, noted: ModelState, rivals: readonly Launch[]): string | undefined {
  const rival = rivals.find((other) => other.at > launch.at && !areClose(other, launch));
  return rival ? named(rival) : pushWords(newerPush(noted, launch));
}

function cancelled(noted: ModelState, { mode, launch }: Wish): ModelState['running'] {
  const { running } = noted;
  const isWanted = mode === 'cancel-running' && running && !running.cancel && (running.phase === 'starting' || running.phase === 'running');
  if (!isWanted) return running;
  const { launch: theirs } = running;
  // A rollback that runs is somebody's remedy: it ends first. And of two pushes of one second that which runs may be the newer.
  if (theirs && (isRollback(theirs) || (areClose(theirs, launch) && newerPush(noted, theirs) === undefined))) return running;
  return { ...running, cancel: { kind: 'superseded', reason: `Superseded by ${named(launch)}.` } };
}
