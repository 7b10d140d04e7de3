import { describe, expect, it } from 'vitest';
import type { Launch } from '../../../../../lambdas/contract/launch.ts';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { accept } from '../../../../../lambdas/shared/model-state/accept.ts';
import { context, held, push, rollback, state, wish } from './launches.ts';

const ref = 'refs/heads/main';
const id = (letter: string) => letter.repeat(40);
const second = '2026-11-21T12:00:07.000Z';

interface Step {
  readonly from: string;
  readonly to: string;
  readonly at?: string;
  readonly way?: string;
}

/** `f→a`, as a webhook tells it. */
const step = (index: number, { from, to, at = second, way = 'webhook' }: Step): Launch => ({
  id: `push-${index}-${from}${to}-${way}`,
  at,
  trigger: `push ${index}`,
  head: { ref, commit: id(to), before: from ? id(from) : null, way },
  input: { model: 'birds', commit: id(to) },
});
/** `fab`: from f to a, then to b. */
const chain = (letters: string) => [...letters].slice(1).map((to, index) => step(index, { from: letters[index] as string, to }));

const take = (from: ModelState, launches: readonly Launch[]) => launches.reduce((all, launch) => accept(all, wish(launch), context), from);
/** Another run holds the lock, so that all wait that is to run. */
const busy = (head?: string) =>
  state({ running: held({ launch: null }), ...(head && { heads: { [ref]: { commit: id(head), at: '2026-11-21T11:00:00.000Z' } } }) });

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, index) => permutations(values.filter((_, other) => other !== index)).map((rest) => [value, ...rest]));
}

const letters = (after: ModelState) => ({
  head: after.heads[ref]?.commit[0],
  waits: after.pending.map(({ head }) => head?.commit[0]).join(''),
  mails: after.outbox.length,
});

describe('pushes of one second, delivered in any order', () => {
  it.each([
    ['two', 'fab'],
    ['three', 'fabc'],
    ['four', 'fabcd'],
    ['a forced push back', 'faba'],
    ['back to where the branch was', 'faf'],
    ['there, back and there again', 'fabab'],
  ])(
    '%s (%s): the last of the chain is the head and runs, the others are mailed as superseded, whatever was known before',
    (_what, walk) => {
      const last = walk.at(-1);
      for (const known of ['f', undefined])
        for (const order of permutations(chain(walk))) {
          // Without what was before, a walk that ends where it begins has no end: the deliveries decide.
          if (known === undefined && walk[0] === last) continue;
          const said = `${known} ${order.map((one) => one.id).join(' ')}`;
          const after = take(busy(known), order);
          expect([said, letters(after).head]).toEqual([said, last]);
          // Where the branch was before: that has run already.
          if (last !== known || letters(after).waits !== '') expect([said, letters(after).waits]).toEqual([said, last]);
          // A push to the commit that was the head just then is no other run.
          const mailed = order.filter(({ id: lost }) => after.outbox.some((mail) => mail.id === `${lost}-superseded`));
          const commits = (launches: Launch[]) =>
            [...new Set(launches.map(({ head }) => head?.commit[0]))].filter((one) => one !== last).sort();
          expect([said, commits(mailed)]).toEqual([said, commits(order)]);
          // Delivered again, in any order, they change nothing.
          expect(take(after, [...order].reverse())).toBe(after);
        }
    },
  );

  it.each(permutations(chain('fabc')).map((order) => [order.map(({ head }) => head?.commit[0]).join(' '), order] as const))(
    'the newest begins last where nothing holds the lock (%s)',
    (_order, order) => {
      // Every launch that waits begins at once, as where runs are quick.
      const begun: string[] = [];
      let now = state({ heads: { [ref]: { commit: id('f'), at: '2026-11-21T11:00:00.000Z' } } });
      for (const launch of order) {
        now = accept(now, wish(launch), context);
        begun.push(...now.pending.map(({ head }) => head?.commit[0] as string));
        now = { ...now, pending: [] };
      }
      expect([now.heads[ref]?.commit, begun.at(-1)]).toEqual([id('c'), 'c']);
    },
  );

  it('both wait where one may be the newer, until the push between them tells', () => {
    const [a, b, c] = chain('fabc') as [Launch, Launch, Launch];
    const unsure = take(busy(), [c, a]);
    expect(letters(unsure)).toEqual({ head: 'a', waits: 'ca', mails: 0 });
    expect(letters(take(unsure, [b]))).toEqual({ head: 'c', waits: 'c', mails: 2 });
  });

  it('keep the newest in mind until a run has begun with it, whether it runs already or waits', () => {
    const [a, b, c] = chain('fabc') as [Launch, Launch, Launch];
    const runs = { ...take(state(), [c]), pending: [], running: held({ launch: c }) };
    for (const begun of [runs, take(busy(), [c])]) expect(take(begun, [a, b]).unlearned).toMatchObject([{ commit: id('c'), launch: c.id }]);
    expect(take(busy('f'), [c, b, a]).unlearned).toMatchObject([{ commit: id('c'), launch: c.id }]);
    expect(take(busy('f'), [a, b, c]).unlearned).toMatchObject([{ commit: id('c'), launch: c.id }]);
  });

  it('the first push of a branch is the oldest', () => {
    const [, b] = chain('fab') as [Launch, Launch];
    const made = { ...step(7, { from: '', to: 'z' }), head: { ref, commit: id('z'), before: '0'.repeat(40), way: 'webhook' } };
    expect(letters(take(busy(), [b, made]))).toMatchObject({ head: 'b', waits: 'b', mails: 1 });
  });

  it('leave other branches and rollbacks alone', () => {
    const after = take(busy('f'), [rollback(0), ...chain('fab').reverse()]);
    expect(after.pending.map(({ id: waits }) => waits[0])).toEqual(['r', 'p']);
  });

  it('in the mode cancel-running end a run of an older one, and none of the newer', () => {
    const [a, b] = chain('fab') as [Launch, Launch];
    const running = (launch: Launch) => ({ ...take(state(), [launch]), pending: [], running: held({ launch }) });
    const cancelled = (runs: Launch, comes: Launch) =>
      accept(running(runs), wish(comes, { mode: 'cancel-running' }), context).running?.cancel;
    expect([cancelled(a, b)?.kind, cancelled(b, a)]).toEqual(['superseded', null]);
  });

  it('of which another version wrote only the head are ordered by it', () => {
    const before = { ...busy(), heads: { [ref]: { commit: id('a'), at: second } } };
    expect(letters(take(before, [chain('fab')[1] as Launch]))).toMatchObject({ head: 'b', waits: 'b' });
  });
});

describe('a push to CodeCommit', () => {
  const trigger = (index: number, to: string, ms: string) =>
    step(index, { from: '', to, at: `2026-11-21T12:00:07.${ms}Z`, way: 'trigger' });
  const event = (index: number, from: string, to: string) => step(index, { from, to, way: 'event' });

  it('that its trigger and EventBridge tell of is one, whichever comes first', () => {
    for (const order of permutations([trigger(0, 'a', '743'), event(0, 'f', 'a')])) {
      const after = take(busy('f'), order);
      expect(letters(after)).toEqual({ head: 'a', waits: 'a', mails: 0 });
      expect(after.pushes).toMatchObject([
        { before: id('f'), at: '2026-11-21T12:00:07.743Z', ways: expect.arrayContaining(['trigger', 'event']) },
      ]);
    }
  });

  it('that is told of twice, and one a moment later too, end with the later in every order, and with one mail for the older', () => {
    const all = [trigger(0, 'a', '743'), event(0, 'f', 'a'), trigger(1, 'b', '901'), event(1, 'a', 'b')];
    for (const order of permutations(all)) {
      const said = order.map((one) => one.id).join(' ');
      const after = take(busy('f'), order);
      expect([said, letters(after)]).toEqual([said, { head: 'b', waits: 'b', mails: 1 }]);
    }
  });

  it('is ordered by milliseconds where triggers alone tell of it', () => {
    for (const order of permutations([trigger(0, 'a', '100'), trigger(1, 'b', '900')]))
      expect(letters(take(busy('f'), order))).toEqual({ head: 'b', waits: 'b', mails: 1 });
  });

  it('back to a commit a minute later is another push', () => {
    const later = (one: Launch, at: string): Launch => ({ ...one, id: `${one.id}-later`, at });
    const before = { ...take(busy('f'), [event(0, 'f', 'a'), trigger(0, 'a', '743')]), pending: [] };
    const away = later(event(1, 'a', 'b'), '2026-11-21T12:00:30.000Z');
    const back = later(event(2, 'b', 'a'), '2026-11-21T12:00:50.000Z');
    expect(letters(take(before, [away, back]))).toMatchObject({ head: 'a', waits: 'a' });
  });

  it('that the comparison found first is no second push when its own messages come, though a newer one came between', () => {
    const found = { ...step(0, { from: '', to: 'a', at: '2026-11-21T12:05:00.000Z', way: 'comparison' }) };
    const newer = { ...event(1, 'a', 'b'), at: '2026-11-21T12:06:00.000Z' };
    const after = take({ ...take(busy('f'), [found]), pending: [] }, [newer, event(0, 'f', 'a'), trigger(0, 'a', '743')]);
    expect(letters(after)).toEqual({ head: 'b', waits: 'b', mails: 0 });
  });
});

describe('the pushes that are remembered', () => {
  it('are the last 64', () => {
    const after = take(
      state(),
      Array.from({ length: 100 }, (_, i) => push(i)),
    );
    expect([after.pushes.length, after.pushes.at(-1)?.at]).toEqual([64, push(99).at]);
  });
});
