import type { Launch } from '../../contract/launch.ts';
import type { ModelState } from '../../contract/model-state.ts';
import { supersededMail } from '../mail/launch-mails.ts';
import { withMail } from './outbox.ts';
import type { Context, Wish } from './reduce.ts';
import { remembered } from './seen.ts';

const headsKept = 64;

/**
 * Takes up a wish for a run, once: the newest by its own time waits, whatever order the deliveries had; a rollback waits beside it and goes
 * first. What will not run is mailed as superseded. A wish whose id is known changes nothing.
 */
export function accept(state: ModelState, wish: Wish, { model }: Context): ModelState {
  const { launch } = wish;
  if (state.seen.includes(launch.id)) return state;
  const seen = remembered(state.seen, launch.id);
  // The comparison of heads was quicker than the push's own delivery: a branch's head that was accepted is not pushed a second time.
  if (launch.head && state.heads[launch.head.ref]?.commit === launch.head.commit) return { ...state, seen, heads: heads(state, launch) };
  const rivals = state.pending.filter((other) => isRollback(other) === isRollback(launch));
  const others = state.pending.filter((other) => isRollback(other) !== isRollback(launch));
  const newer = newerThan(launch, state, rivals);
  const superseded = newer === undefined ? rivals : [launch];
  const pending = newer === undefined ? [...others, launch].sort((a, b) => Number(isRollback(b)) - Number(isRollback(a))) : state.pending;
  const accepted: ModelState = {
    ...state,
    seen,
    heads: heads(state, launch),
    pending,
    running: newer === undefined ? cancelled(state.running, wish) : state.running,
  };
  if (!wish.mails.includes('superseded')) return accepted;
  return superseded.reduce((all, lost) => {
    const mail = supersededMail(model, lost, newer ?? named(launch));
    return withMail(all, { id: `${lost.id}-superseded`, outcome: 'superseded', ...mail });
  }, accepted);
}

const isRollback = ({ input }: Launch): boolean => input.release !== undefined;

/** Of several pushes by one person the trigger says nothing of which. */
const named = ({ trigger, head }: Launch): string => (head ? `${trigger} (${head.commit.slice(0, 7)})` : trigger);

/** What makes this launch too late: a newer one waits, or a newer push to its branch was accepted and may have run already. */
function newerThan(launch: Launch, { heads }: ModelState, rivals: readonly Launch[]): string | undefined {
  const rival = rivals.find(({ at }) => at > launch.at);
  if (rival) return named(rival);
  const head = launch.head && heads[launch.head.ref];
  return head && head.at > launch.at ? `the push of ${head.commit.slice(0, 7)} to the same branch` : undefined;
}

function heads({ heads: known }: ModelState, { head, at }: Launch): ModelState['heads'] {
  if (!head || (known[head.ref]?.at ?? '') > at) return known;
  const { [head.ref]: _, ...others } = known;
  return Object.fromEntries([...Object.entries(others), [head.ref, { commit: head.commit, at }]].slice(-headsKept));
}

function cancelled(running: ModelState['running'], { mode, launch }: Wish): ModelState['running'] {
  const isWanted = mode === 'cancel-running' && running && !running.cancel && (running.phase === 'starting' || running.phase === 'running');
  // A rollback that runs is somebody's remedy: it ends first.
  if (!isWanted || (running.launch && isRollback(running.launch))) return running;
  return { ...running, cancel: { kind: 'superseded', reason: `Superseded by ${named(launch)}.` } };
}
