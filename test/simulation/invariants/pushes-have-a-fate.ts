import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import { hashOf } from '../../../lambdas/shared/hash.ts';
import { executions } from '../../../local/services/states/records.ts';
import type { World } from '../../../local/world.ts';
import type { Invariant } from '../observation.ts';
import { missedMs, preparedRun, pushed, writtenState } from './facts.ts';
import { invariant } from './invariant.ts';

const minute = 60_000;
// Heads are compared every hour; two sweeps and what a push is left alone for (settlingMs) beside that.
const acceptedWithinMs = 75 * minute;
// Whoever freed the lock starts what waits; where that one died the sweeper does, twice over if one of its calls fails.
// Both are kept by the sweeper in the end: each of its events that is lost or late adds the time to the next one.
const begunWithinMs = 20 * minute;

interface Push {
  readonly repository: string;
  readonly at: number;
  isAccepted: boolean;
}

/**
 * Every push is accepted within a stated time, by its own message or by the comparison of heads, and is then run, superseded or refused; a
 * run that failed before it had its commit is followed by another.
 */
export function pushesHaveAFate(): Invariant {
  /** By commit. */
  const pushes = new Map<string, Push>();
  /** Every push so far, as a launch is told by. */
  const told: ReturnType<typeof pushed>[number][] = [];
  /** Each model's state as it was written last. */
  let last: Map<string, ModelState> | undefined;
  /** Launches that were accepted and of which nothing was said yet; model → id → subject. */
  const open = new Map<string, Set<string>>();
  /** Models with a launch that waits → since when their lock is free. */
  const waiting = new Map<string, number | undefined>();
  /** Model and commit of every run that was begun. */
  const begun = new Set<string>();
  /** Model and commit → the launches of it that came to an execution, and its name. */
  const attempts = new Map<string, Map<string, string | undefined>>();
  return invariant('pushes-have-a-fate', ({ at, calls, states, world, missedSweeps, isAtRest }, { expect }) => {
    // Nothing is written in the step in which the first function begins.
    last ??= new Map(states);
    for (const call of calls) {
      for (const push of pushed(call)) {
        const isFirst = !told.some(({ commit }) => commit === push.commit);
        if (isFirst) pushes.set(push.commit, { repository: push.repository, at: call.at, isAccepted: false });
        told.push(push);
      }
      const run = preparedRun(call);
      if (run) begun.add(`${run.model} ${run.source.version}`);
      const written = writtenState(call);
      if (!written) continue;
      const { model, state } = written;
      const launch = state.running?.launch;
      if (launch?.head)
        attempts.set(
          `${model} ${launch.head.commit}`,
          (attempts.get(`${model} ${launch.head.commit}`) ?? new Map()).set(launch.id, state.running?.execution.name),
        );
      const own = open.get(model) ?? new Set<string>();
      open.set(model, own);
      for (const { commit } of Object.values(state.heads)) {
        const push = pushes.get(commit);
        if (!push || push.isAccepted) continue;
        // Older ones of that repository are superseded by it, whether they were heard of or not.
        for (const other of pushes.values()) if (other.repository === push.repository && other.at <= push.at) other.isAccepted = true;
      }
      const before = last.get(model);
      last.set(model, state);
      for (const id of state.seen) {
        // Commands are remembered too, and start nothing.
        if (before?.seen.includes(id) || id.startsWith('command ')) continue;
        const push = told.find(({ repository, ref, commit, eventId }) => hashOf([model, repository, ref, commit, eventId]).startsWith(id));
        const known = push && pushes.get(push.commit);
        // By itself, though a later push to the same branch may have been heard of before.
        if (known) known.isAccepted = true;
        // The comparison of heads was quicker, and its launch stands for this one.
        // So does a launch of what was heard of in the other way before, however late this one comes.
        const idOf = ({ repository, ref, commit, eventId }: (typeof told)[number]) =>
          hashOf([model, repository, ref, commit, eventId]).slice(0, 16);
        const isHeardOf = told.some((other) => other !== push && other.commit === push?.commit && before?.seen.includes(idOf(other)));
        if (!push || (before?.heads[push.ref]?.commit !== push.commit && !isHeardOf)) own.add(id);
        expect(true, String);
      }
      for (const { id } of state.pending) own.add(id);
      if (state.running?.launch) own.delete(state.running.launch.id);
      for (const { id } of state.outbox) if (id.endsWith('-superseded')) own.delete(id.slice(0, -'-superseded'.length));
      if (state.pending.length > 0) waiting.set(model, waiting.get(model));
      else if (waiting.delete(model)) expect(true, String);
    }
    for (const [model, since] of waiting) {
      const state = states.get(model);
      waiting.set(model, state && isFree(state, world) ? (since ?? at) : undefined);
      const waits = state?.pending[0];
      const free = waiting.get(model) ?? at;
      if (at - free > begunWithinMs + missedMs(missedSweeps, free))
        expect(false, () => `${model}: ${waits?.trigger} (${waits?.id}) waits though nothing runs`);
    }
    for (const [commit, push] of pushes) {
      if (push.isAccepted) {
        pushes.delete(commit);
        expect(true, String);
      } else if (at - push.at > acceptedWithinMs + missedMs(missedSweeps, push.at) || isAtRest)
        expect(
          false,
          () => `the push of ${commit} to ${push.repository} was not accepted within ${Math.round((at - push.at) / minute)} minutes`,
        );
    }
    if (!isAtRest) return;
    for (const [model, state] of states) {
      const commit = state.heads['refs/heads/main']?.commit;
      const tried = commit && attempts.get(`${model} ${commit}`);
      // Models that began with their head have nothing here. Four launches are all there are.
      if (!tried || begun.has(`${model} ${commit}`) || tried.size >= 4 || isPersons(state, [...tried.values()].at(-1))) continue;
      expect(false, () => `${model}: no run has begun with ${commit}, the head of main, and none will`);
    }
    for (const [model, ids] of open)
      for (const id of ids) expect(false, () => `${model}: the launch ${id} was accepted, and was neither run nor called superseded`);
  });
}

/** Somebody stopped the execution, or has to mend the settings before another can do better. */
const isPersons = ({ runs }: ModelState, name: string | undefined): boolean =>
  runs.some(
    ({ execution, outcome, summary }) => execution.endsWith(`:${name}`) && (outcome !== 'failed' || summary.includes('InvalidSettings')),
  );

/** Nobody works under the lock, whatever the state calls it: its outcome is recorded, or the execution has ended and is not recovered. */
function isFree({ running, runs }: ModelState, world: World): boolean {
  if (running === null) return true;
  const { arn } = running.execution;
  if (arn === null) return false;
  if (runs.some(({ execution, outcome }) => execution === arn && outcome !== null)) return true;
  return running.phase === 'running' && executions(world).get(arn)?.status !== 'RUNNING';
}
