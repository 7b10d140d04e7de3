import { describe, expect, it } from 'vitest';
import type { Launch } from '../../../../../lambdas/contract/launch.ts';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { type Command, reduce, type StateEvent } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { Walk } from './walk.ts';

/** How the launches of a walk ended: each exactly once. */
interface Ends {
  readonly started: ReadonlySet<string>;
  readonly mailed: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}

const isRollback = (launch: Launch) => launch.input.release !== undefined;

/** What must hold between any two moments, whatever happened. Thrown, not expected: it is asked a hundred thousand times. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function checkStep(walk: Walk, before: ModelState, event: StateEvent | undefined, commands: readonly Command[]): void {
  const { current } = walk;
  must(current.seq >= before.seq, 'a token became smaller');
  must((current.running?.token ?? 0) <= current.seq, 'a token that was never given');
  if (before.running && current.running?.token !== before.running.token) {
    const { phase, execution } = before.running;
    must(current.running === null || current.running.token > before.running.token, 'tokens grow from holder to holder');
    const isRefused = event?.type === 'refused' && phase === 'starting';
    // From then on it changes nothing more, though its execution may take a moment to end.
    const isRecorded = current.runs.some(({ execution: arn, outcome }) => arn === execution.arn && outcome !== null);
    must(isRefused || phase === 'stuck' || isRecorded, `${execution.name} lost the lock with neither outcome nor recovery`);
    must(phase !== 'stuck' || event?.type === 'unlocked', 'what is stuck was freed without being unlocked');
  }
  if (current.running && current.running.token !== before.running?.token && current.running.launch) {
    const isNew = event?.type === 'launched' && !before.seen.includes(event.launch.id);
    const waiting = isNew ? [...before.pending, event.launch] : before.pending;
    const { launch } = current.running;
    must(isRollback(launch) || !waiting.some(isRollback), 'a push went before a rollback');
  }
  if (current.running?.phase === 'stuck' && before.running?.phase !== 'stuck')
    must(before.running?.recoveries === 3, 'stuck before three recoveries failed');
  must((current.running?.recoveries ?? 0) <= 3, 'a fourth recovery');
  if (event?.type === 'launched' && before.seen.includes(event.launch.id)) {
    const ticked = reduce(before, { type: 'tick' }, { model: 'birds', now: walk.now });
    must(JSON.stringify([current, commands]) === JSON.stringify([ticked.state, ticked.commands]), 'a redelivery did more than advance');
  }
  const { running } = current;
  if (event?.type === 'launched' && event.mode === 'cancel-running' && current.pending.some(({ id }) => id === event.launch.id)) {
    const isHeld = running?.phase === 'starting' || running?.phase === 'running';
    if (isHeld && !(running.launch && isRollback(running.launch)))
      must(running.cancel !== null || before.seen.includes(event.launch.id), 'the running one was not cancelled');
  }
}

function checkEnds(walk: Walk): Ends {
  const { current, executions } = walk;
  const started = new Map<string, number>();
  for (const { launch } of executions.values()) started.set(launch, (started.get(launch) ?? 0) + 1);
  const named = (suffix: RegExp) => current.outbox.map(({ id }) => suffix.exec(id)?.[1] ?? '').filter(Boolean);
  const mailed = named(/^(.*)-superseded$/);
  const refused = named(/^birds-\d+-(.*)-refused$/);
  const open = [...current.pending.map(({ id }) => id), ...(current.running?.phase === 'starting' ? [current.running.launch?.id] : [])];
  for (const id of current.seen.filter((one) => !one.startsWith('command '))) {
    const isStarting = current.running?.phase === 'starting' && current.running.launch?.id === id;
    const ends = (isStarting ? 0 : (started.get(id) ?? 0)) + mailed.filter((other) => other === id).length;
    const all = ends + refused.filter((other) => other === id).length + open.filter((other) => other === id).length;
    must(all === 1, `launch ${id} has ${all} ends instead of one`);
  }
  must(current.pending.filter(isRollback).length <= 1 && current.pending.length <= 2, 'more than a rollback and another wait');
  return { started: new Set(started.keys()), mailed: new Set(mailed), refused: new Set(refused) };
}

/** The pushes of a branch that ran, in the order in which they took the lock, have growing times. */
function checkOrder(order: readonly Launch[]): void {
  const newest = new Map<string, string>();
  for (const { head, at, id } of order) {
    if (!head) continue;
    must((newest.get(head.ref) ?? '') <= at, `${id} ran after a newer push of ${head.ref}`);
    newest.set(head.ref, at);
  }
}

function walkFrom(seed: number, steps: number) {
  const walk = new Walk(seed);
  const order: Launch[] = [];
  const note = (before: ModelState) => {
    const { running } = walk.current;
    if (running?.launch && running.token !== before.running?.token) order.push(running.launch);
  };
  try {
    for (let step = 0; step < steps; step++) {
      const event = walk.next();
      const before = walk.current;
      const commands = event ? walk.apply(event) : [];
      note(before);
      checkStep(walk, before, event, commands);
      checkEnds(walk);
    }
    let before = walk.current;
    walk.settle(() => {
      note(before);
      before = walk.current;
      checkEnds(walk);
    });
    checkOrder(order);
    must(walk.current.running === null && walk.current.pending.length === 0, 'something still waits at the end');
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
  }
  return { ...checkEnds(walk), walk };
}

describe('the protocol of the lock', () => {
  it('keeps its promises in two thousand random walks', { timeout: 120_000 }, () => {
    const counts = { started: 0, mailed: 0, refused: 0, recoveries: 0, stuck: 0 };
    for (let seed = 1; seed <= 2000; seed++) {
      const { started, mailed, refused, walk } = walkFrom(seed, 120);
      counts.started += started.size;
      counts.mailed += mailed.size;
      counts.refused += refused.size;
      counts.recoveries += walk.recoveries.size;
      counts.stuck += walk.current.outbox.filter(({ id }) => id.endsWith('-stuck')).length;
    }
    // The walks go everywhere.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20);
  });
});
