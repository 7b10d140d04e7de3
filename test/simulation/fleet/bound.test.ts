import { describe, expect, it } from 'vitest';
import { seeded } from '../random.ts';
import { type Durations, firstComeFirstServed, lostPart, lowerBound, withoutGaps } from './bound.ts';

const run = (changes: Partial<Durations> = {}): Durations => ({
  pushed: 0,
  ...{ trainingImage: 10, inferenceImage: 10, training: 100, verification: 5, endpoint: 20 },
  ...changes,
});
const runs = (count: number, changes?: Partial<Durations>) => Array.from({ length: count }, () => run(changes));

describe('what a fleet needs at least', () => {
  it('is its longest run, where no quota is short', () => {
    const limits = { builds: 10, trainings: 10 };
    const few = [run(), run({ pushed: 7 })];
    expect(lowerBound(few, limits).longest).toBe(7 + 10 + 100 + 5 + 20);
    expect(firstComeFirstServed(few, limits)).toBe(142);
  });

  it('is the work by the quota, with what has to come before and after', () => {
    const limits = { builds: 1000, trainings: 2 };
    const bound = lowerBound(runs(6), limits);
    // Two places: an image, three trainings one after the other, verification and endpoint.
    expect(bound.trainings).toBe(10 + 3 * 100 + 25);
    expect(firstComeFirstServed(runs(6), limits)).toBe(335);
    expect(lowerBound(runs(6), { builds: 1, trainings: 1000 }).builds).toBe(6 * 25 + 20);
  });

  it('is never more than first come, first served gets, and that is not much more than the bound', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const draw = (index: number, most: number) => ((index * 7919 * seed) % 101) * (most / 100);
      const fleet = Array.from({ length: 30 }, (_, index) => run({ training: 10 + draw(index, 100), verification: draw(index + 5, 10) }));
      const limits = { builds: 1 + (seed % 7), trainings: 1 + (seed % 5) };
      const bound = Math.max(...Object.values(lowerBound(fleet, limits)));
      const served = firstComeFirstServed(fleet, limits);
      expect(served).toBeGreaterThanOrEqual(bound);
      expect(served).toBeLessThan(2 * bound);
    }
  });

  it('has a median over the orders of its runs', () => {
    expect(withoutGaps(runs(6), { builds: 1000, trainings: 2 }, seeded(1), 5)).toBe(335);
    const uneven = [run({ training: 1000 }), ...runs(9)];
    const limits = { builds: 1000, trainings: 2 };
    const all = Array.from({ length: 5 }, (_, seed) => withoutGaps(uneven, limits, seeded(seed), 51));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(lowerBound(uneven, limits).longest);
    expect(Math.max(...all)).toBeLessThan(10 + 450 + 1000 + 25);
  });
});

describe('what is lost of a quota', () => {
  it('is what was free while somebody waited', () => {
    const first = { ready: 0, begun: 0, ended: 100 };
    expect(lostPart([first, { ready: 50, begun: 100, ended: 200 }], 1)).toBe(0);
    expect(lostPart([first, { ready: 50, begun: 120, ended: 220 }], 1)).toBe(20 / 200);
    expect(lostPart([first, { ready: 50, begun: 120, ended: 220 }], 2)).toBe(70 / 200);
  });
});
