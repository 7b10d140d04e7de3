import { describe, expect, it } from 'vitest';
import { reduce } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { dueUploads, noteUploads } from '../../../../../lambdas/shared/model-state/uploads.ts';
import { context, held, later, push, state, wish } from './launches.ts';

const quiet = { type: 'quiet' as const, quietMinutes: 5, mode: wish(push(0)).mode, mails: wish(push(0)).mails };

describe('uploads', () => {
  const at = (...minutes: number[]) => minutes.map((minute) => later(minute).now);

  it('of a batch are one change of the state, whatever their order', () => {
    expect(noteUploads(state(), at(5, 1, 3)).uploads).toEqual({ since: later(1).now, last: later(5).now, count: 3 });
    expect(noteUploads(noteUploads(state(), at(5, 3)), at(1, 7)).uploads).toEqual({ since: later(1).now, last: later(7).now, count: 4 });
    expect(noteUploads(state(), [])).toEqual(state());
  });

  it('that are told of twice change nothing', () => {
    const noted = noteUploads(state(), at(1, 5));
    expect(noteUploads(noted, at(1, 5))).toBe(noted);
    expect(noteUploads(noted, at(3))).toBe(noted);
  });

  it('that come one by one are noted every half minute', () => {
    let current = state();
    let writes = 0;
    for (let i = 0; i < 10_000; i++) {
      const after = noteUploads(current, at(i / 1000), 30_000);
      if (after !== current) writes++;
      current = after;
    }
    expect(writes).toBeLessThanOrEqual(21);
    expect(current.uploads).toMatchObject({ since: context.now, count: writes });
  });

  it('that a run was started for start no other, however late or often they are told of', () => {
    const { state: after } = reduce(noteUploads(state(), at(-20, -10)), quiet, context);
    expect(after).toMatchObject({ uploads: null, uploadsLaunched: later(-10).now });
    expect(noteUploads(after, at(-15, -10))).toBe(after);
    expect(noteUploads(after, at(-15, -9)).uploads).toEqual({ since: later(-9).now, last: later(-9).now, count: 1 });
  });

  it('are due once none can have come for the quiet time, and a minute for them to be told', () => {
    const noted = noteUploads(state(), at(0, 3));
    expect(dueUploads(noted, 'birds', later(8.9).now, 5)).toBeUndefined();
    expect(dueUploads(noted, 'birds', later(9).now, 5)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      at: later(3).now,
      trigger: 'some 2 uploads to its data',
      head: null,
      // The mail's words are those of the execution's input.
      input: { model: 'birds', trigger: 'some 2 uploads to its data' },
    });
    expect(dueUploads(state(), 'birds', later(9).now, 5)).toBeUndefined();
  });

  it('become one launch, and are forgotten in the same write', () => {
    const noted = noteUploads(state(), at(-10));
    const { state: after, commands } = reduce(noted, quiet, context);
    expect(after).toMatchObject({ uploads: null, running: { launch: { trigger: 'an upload to its data' } } });
    expect(commands).toMatchObject([{ type: 'start' }]);
    expect(reduce(after, quiet, context).state).toBe(after);
  });

  it('that are not due yet only let the model go on', () => {
    const noted = noteUploads(state({ running: held() }), at(-1));
    expect(reduce(noted, quiet, context)).toMatchObject({ state: noted, commands: [{ type: 'describe' }] });
  });
});
