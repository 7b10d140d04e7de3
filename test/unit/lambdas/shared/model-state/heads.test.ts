import { describe, expect, it } from 'vitest';
import { isLost, passOver, settlingMs } from '../../../../../lambdas/shared/model-state/heads.ts';
import { reduce } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { context, later, push, state, wish } from './launches.ts';

const ref = 'refs/heads/main';
const look = { source: 'codecommit/trainyard-birds', isOurs: true, at: context.now, settling: settlingMs };
const known = (minutes: number, commit = 'a') => state({ heads: { [ref]: { commit, at: later(minutes).now } } });

describe('the head of a branch', () => {
  it.each([
    ['nothing of the branch was ever accepted', state(), 'b', true],
    ['another commit was accepted long before', known(-3), 'b', true],
    ['this commit was accepted', known(-3, 'b'), 'b', false],
    ['another commit was accepted a moment before: what the service says may be older', known(-1), 'b', false],
    ['another commit was accepted after it was read', known(1), 'b', false],
  ])('means a lost push or not, when %s', (_when, from, commit, expected) => {
    expect(isLost(from, { ref, commit }, look)).toBe(expected);
  });

  it('moves on with a push that no filter wants, only where that follows what is known', () => {
    const head = { ref, commit: 'b', before: 'a', at: later(0).now };
    expect(passOver(known(-3), head).heads[ref]).toEqual({ commit: 'b', at: later(0).now });
    for (const other of [known(-3, 'x'), known(3), state()]) expect(passOver(other, head)).toBe(other);
  });
});

describe('the comparison of heads', () => {
  const launch = (branch: string) => ({ ...push(0, branch, `${branch}-new`), id: branch, at: context.now });
  const compared = (...branches: string[]) => ({
    type: 'compared' as const,
    ...look,
    found: Object.fromEntries(branches.map((branch) => [`refs/heads/${branch}`, `${branch}-new`])),
    isComplete: true,
    launches: branches.map(launch),
    ...wish(push(0)),
  });

  it('launches what was never accepted and remembers when it was done', () => {
    const { state: after, commands } = reduce(state(), compared('main'), context);
    expect(after).toMatchObject({ comparedAt: context.now, running: { launch: { id: 'main' } }, seen: ['main'] });
    expect(commands).toMatchObject([{ type: 'start' }]);
  });

  it('launches nothing where the delivery of the push was quicker', () => {
    const { state: after, commands } = reduce(known(-1, 'main-new'), compared('main'), context);
    expect(after).toMatchObject({ comparedAt: context.now, running: null, pending: [], seen: [] });
    expect(commands).toEqual([]);
  });

  it('does not count as done while a head may be older than what was accepted', () => {
    const { state: after } = reduce(known(-1), { ...compared(), isComplete: false }, context);
    expect(after.comparedAt).toBeNull();
  });

  it('lets the branch named last in the event run where several were lost', () => {
    const { state: after } = reduce(state(), compared('dev', 'main'), context);
    expect(after.running?.launch?.id).toBe('main');
    expect(after.outbox.map(({ id }) => id)).toEqual(['dev-superseded']);
  });
});
