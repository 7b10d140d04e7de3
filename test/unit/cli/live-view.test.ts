import { expect, it } from 'vitest';
import { interruptOf } from '../../../cli/interrupt.ts';
import { liveView } from '../../../cli/live-view.ts';
import type { RunView } from '../../../cli/view/run-view.ts';
import { fakeIo } from './fake-io.ts';

const view: RunView = { status: 'running', startedAt: 0, states: [] };

it('leaves the tree as it stands after Ctrl+C, and moves the cursor no more', () => {
  const controller = new AbortController();
  const io = fakeIo({ terminal: true, interrupt: interruptOf(controller.signal) });
  const live = liveView(io, 'model');
  live.show(view);
  const shown = io.written.out;
  expect(shown).toContain('model');
  controller.abort(new Error('Ctrl+C'));
  live.show({ ...view, status: 'failed' });
  live.print(['a line of the log']);
  expect(io.written.out).toBe(`${shown}a line of the log\n`);
});
