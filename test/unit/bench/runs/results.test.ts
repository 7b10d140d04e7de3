import { describe, expect, it } from 'vitest';
import { aimsOf } from '../../../bench/runs/aims.ts';
import type { Figures } from '../../../bench/runs/bill.ts';
import { type Row, rowOf, type Tried } from '../../../bench/runs/results.ts';

const figures = (seconds: number, outcome = 'succeeded'): Figures => ({
  ...{ seconds, outcome, transitions: 1, calls: 1, events: 1, orchestration: seconds / 1000, sweeper: 0, total: seconds / 100 },
});
const tried = (ideal: number, heard: number, reference = figures(200)): Tried => ({
  ...{ ideal: { seconds: ideal, work: ideal / 100 }, heard: figures(heard), unheard: figures(heard), reference },
});

describe('a row', () => {
  it('has the median of the ratios of its seeds, not the ratio of medians', () => {
    const row = rowOf([tried(10, 20), tried(100, 110), tried(50, 60)], 'heard');
    expect([row.seconds, row.ofIdeal, row.ofReference]).toEqual([60, 1.2, 0.3]);
  });

  it('is compared with no reference that died, and says of what that did', () => {
    const dead = figures(80, 'FAILED States.Runtime: 25000');
    expect(rowOf([tried(10, 20, dead)], 'heard')).not.toHaveProperty('ofReference');
    expect(rowOf([tried(10, 20, dead)], 'reference').fault).toContain('States.Runtime');
  });

  it('is compared with no ideal of nothing', () => expect(rowOf([tried(0, 5)], 'heard')).not.toHaveProperty('ofIdeal'));
});

describe('the aims', () => {
  const good: Row = { ...rowOf([tried(100, 100.5)], 'heard'), ofReference: 0.1, orchestrationOfReference: 0.1, events: 4999 };
  const missed = (change: Partial<Row>) => aimsOf(() => ({ ...good, ...change })).filter(({ isMet }) => !isMet);

  it('are met by what is exactly good enough', () => expect(missed({})).toEqual([]));

  it.each([
    { ofIdeal: 1.011 },
    { ofIdeal: undefined },
    { ofReference: 0.21 },
    { events: 5000 },
    { orchestrationOfReference: 0.101 },
    { orchestrationOfReference: undefined },
  ])('are missed by %j', (change) => expect(missed(change).length).toBeGreaterThan(0));
});
