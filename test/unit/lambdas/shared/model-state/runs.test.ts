import { describe, expect, it } from 'vitest';
import { isRecorded, withRun } from '../../../../../lambdas/shared/model-state/runs.ts';
import { arn, held, state } from './launches.ts';

const run = (id: string, name = id) => ({ id, startedAt: id, execution: { arn: arn(name) } });

describe('the record of runs', () => {
  it('keeps the newest fifty, and that of the execution which holds the lock however many starts fail meanwhile', () => {
    let current = withRun(state({ running: held() }), run('0', 'birds-1-x'));
    for (let n = 100; n < 160; n++) current = withRun(current, run(`${n}`), { outcome: 'failed' });
    expect(current.runs.map(({ id }) => id)).toEqual([...Array.from({ length: 50 }, (_, i) => `${159 - i}`), '0']);
    const ended = withRun(current, run('0', 'birds-1-x'), { outcome: 'succeeded' });
    expect(isRecorded(ended, arn('birds-1-x'))).toBe(true);
    const next = withRun({ ...ended, running: null }, run('160'));
    expect([next.runs.length, next.runs.at(-1)?.id]).toEqual([50, '111']);
  });
});
