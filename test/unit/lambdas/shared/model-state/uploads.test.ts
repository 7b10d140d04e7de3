import { describe, expect, it } from 'vitest';
import { reduce } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { dueUploads, noteUpload } from '../../../../../lambdas/shared/model-state/uploads.ts';
import { context, held, later, push, state, wish } from './launches.ts';

const quiet = { type: 'quiet' as const, quietMinutes: 5, mode: wish(push(0)).mode, mails: wish(push(0)).mails };

describe('uploads', () => {
  it('of ten thousand files in ten minutes are noted eleven times at most', () => {
    let current = state();
    let writes = 0;
    for (let i = 0; i < 10_000; i++) {
      const after = noteUpload(current, later(i / 1000).now);
      if (after !== current) writes++;
      current = after;
    }
    expect(writes).toBeLessThanOrEqual(11);
    expect(current.uploads).toMatchObject({ since: context.now, count: writes });
  });

  it('that are told of late change nothing', () => {
    const noted = noteUpload(state(), later(5).now);
    expect(noteUpload(noted, later(1).now)).toBe(noted);
  });

  it('are due once none can have come for the quiet time, a minute of them going unnoted', () => {
    const noted = noteUpload(noteUpload(state(), later(0).now), later(3).now);
    expect(dueUploads(noted, 'birds', later(8.9).now, 5)).toBeUndefined();
    expect(dueUploads(noted, 'birds', later(9).now, 5)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      at: later(3).now,
      trigger: 'at least 2 uploads to its data',
      head: null,
      // The mail's words are those of the execution's input.
      input: { model: 'birds', trigger: 'at least 2 uploads to its data' },
    });
    expect(dueUploads(state(), 'birds', later(9).now, 5)).toBeUndefined();
  });

  it('become one launch, and are forgotten in the same write', () => {
    const noted = noteUpload(state(), later(-10).now);
    const { state: after, commands } = reduce(noted, quiet, context);
    expect(after).toMatchObject({ uploads: null, running: { launch: { trigger: 'at least 1 upload to its data' } } });
    expect(commands).toMatchObject([{ type: 'start' }]);
    expect(reduce(after, quiet, context).state).toBe(after);
  });

  it('that are not due yet only let the model go on', () => {
    const noted = noteUpload(state({ running: held() }), later(-1).now);
    expect(reduce(noted, quiet, context)).toMatchObject({ state: noted, commands: [{ type: 'describe' }] });
  });
});
