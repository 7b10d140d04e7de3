import { describe, expect, it } from 'vitest';
import { accept } from '../../../../../lambdas/shared/model-state/accept.ts';
import { context, held, push, rollback, state, wish } from './launches.ts';

const ids = (launches: readonly { id: string }[]) => launches.map(({ id }) => id);
/** The first mail, as one line: it is wrapped. */
const words = ({ outbox }: ReturnType<typeof state>) => outbox[0]?.body.replace(/\s+/g, ' ');
const take = (from: ReturnType<typeof state>, ...launches: ReturnType<typeof push>[]) =>
  launches.reduce((all, launch) => accept(all, wish(launch), context), from);

describe('a launch', () => {
  it('waits, is remembered, and becomes the head of its branch', () => {
    const taken = take(state(), push(1));
    expect(ids(taken.pending)).toEqual(['main-1']);
    expect(taken.seen).toEqual(['main-1']);
    expect(taken.heads).toEqual({ 'refs/heads/main': { commit: push(1).head?.commit, at: push(1).at } });
    expect(taken.outbox).toEqual([]);
  });

  it('changes nothing when it is delivered again, even after it ran', () => {
    const taken = take(state(), push(1));
    expect(take(taken, push(1))).toBe(taken);
    const ran = { ...taken, pending: [] };
    expect(take(ran, push(1))).toBe(ran);
  });

  it.each([
    ['delivered in order', [push(1), push(2)]],
    ['delivered in the wrong order', [push(2), push(1)]],
  ])('supersedes the older one, which gets one mail that names the newer (%s)', (_order, launches) => {
    const taken = take(state(), ...launches);
    expect(ids(taken.pending)).toEqual(['main-2']);
    expect(ids(taken.outbox)).toEqual(['main-1-superseded']);
    expect(words(taken)).toContain('a push to main in minute 2 (main200).');
    expect(taken.heads['refs/heads/main']?.at).toBe(push(2).at);
  });

  it('is superseded when a newer push to its branch was accepted and waits no more', () => {
    const taken = take({ ...take(state(), push(5)), pending: [] }, push(1));
    expect(taken.pending).toEqual([]);
    expect(ids(taken.outbox)).toEqual(['main-1-superseded']);
    expect(words(taken)).toContain('the push of main500 to the same branch');
  });

  it('waits although a newer push to another branch ran already', () => {
    expect(ids(take({ ...take(state(), push(5, 'dev')), pending: [] }, push(1)).pending)).toEqual(['main-1']);
  });

  it('is the same as one that was accepted for the same commit of its branch: no run, no mail', () => {
    // The hourly comparison found the head before the delivery of its push came.
    const compared = { ...push(5, 'main', 'c'), id: 'compared' };
    for (const minute of [4, 6]) {
      const taken = take({ ...take(state(), compared), pending: [] }, push(minute, 'main', 'c'));
      expect([taken.pending, taken.outbox, taken.seen]).toEqual([[], [], ['compared', `main-${minute}`]]);
    }
  });

  it('of the accepted head again makes what was pushed in between too late', () => {
    const taken = take(
      { ...take(state(), push(1, 'main', 'c')), pending: [] },
      { ...push(3, 'main', 'c'), id: 'again' },
      push(2, 'main', 'd'),
    );
    expect([ids(taken.pending), ids(taken.outbox)]).toEqual([[], ['main-2-superseded']]);
  });

  it('runs again for a push back to an earlier commit', () => {
    const taken = take(state(), push(1, 'main', 'c'), push(2, 'main', 'd'), { ...push(3, 'main', 'c'), id: 'back' });
    expect(ids(taken.pending)).toEqual(['back']);
  });

  it('of a rollback goes before a push that waits, and neither supersedes the other', () => {
    const taken = take(state(), push(1), rollback(0), push(2), rollback(3));
    expect(ids(taken.pending)).toEqual(['rollback-3', 'main-2']);
    expect(ids(taken.outbox)).toEqual(['main-1-superseded', 'rollback-0-superseded']);
  });

  it('sends no mail of what it supersedes where the model wants none', () => {
    const taken = [push(1), push(2)].reduce((all, launch) => accept(all, wish(launch, { mails: ['failed'] }), context), state());
    expect(taken.outbox).toEqual([]);
  });

  it('keeps the last 256 ids and the heads of the 64 branches pushed last', () => {
    const many = Array.from({ length: 300 }, (_, i) => push(i, `b${i}`));
    const taken = take(state(), ...many);
    expect([taken.seen.length, taken.seen.at(-1), taken.seen[0]]).toEqual([256, 'b299-299', 'b44-44']);
    expect([Object.keys(taken.heads).length, 'refs/heads/b299' in taken.heads]).toEqual([64, true]);
  });
});

describe('a launch in the mode cancel-running', () => {
  const cancelling = (running: ReturnType<typeof held>, launch = push(2)) =>
    accept(state({ running }), wish(launch, { mode: 'cancel-running' }), context).running?.cancel;

  it.each(['starting', 'running'] as const)('asks for the end of a run that is %s', (phase) => {
    expect(cancelling(held({ phase }))).toEqual({ kind: 'superseded', reason: 'Superseded by a push to main in minute 2 (main200).' });
  });

  it.each(['recovering', 'stuck'] as const)('leaves a run alone that is %s', (phase) => {
    expect(cancelling(held({ phase }))).toBeNull();
  });

  it('lets a rollback end first, and keeps the reason of who cancelled before', () => {
    expect(cancelling(held({ launch: rollback(0) }))).toBeNull();
    expect(cancelling(held({ cancel: { kind: 'aborted', reason: 'jane' } }))).toEqual({ kind: 'aborted', reason: 'jane' });
  });

  it('cancels nothing when it is itself too late', () => {
    const running = held();
    const before = state({ running, heads: { 'refs/heads/main': { commit: 'newer', at: push(9).at } } });
    expect(accept(before, wish(push(2), { mode: 'cancel-running' }), context).running).toBe(running);
  });
});
