import { describe, expect, it } from 'vitest';
import { dollars, estimate, estimateLines } from '../../../../lambdas/contract/estimate.ts';
import { makeRun } from '../fixtures.ts';

const everything = { builds: 2, trains: true, deploys: true };

describe('the estimate', () => {
  it('is a range for a run, and a month of the endpoint', () => {
    const found = estimate(makeRun().settings, everything);
    const [low, high] = found.run ?? [0, 0];
    // Two builds of 2 to 5 minutes, a verification, a minute to a quarter of an hour of ml.m5.large.
    expect(low).toBeGreaterThan(0.02);
    expect(high).toBeLessThan(0.12);
    expect(found.month).toBeCloseTo(0.056 * 720);
    expect(found.seconds[0]).toBeLessThan(found.seconds[1]);
  });

  it('costs next to nothing when everything is reused', () => {
    const [, high] = estimate(makeRun().settings, { builds: 0, trains: false, deploys: false }).run ?? [0, 1];
    expect(dollars([0, high])).toBe('under a cent');
  });

  it('counts every instance', () => {
    const two = makeRun({ settings: { deployment: { instanceCount: 2 } } }).settings;
    expect(estimate(two, everything).month).toBeCloseTo(2 * 0.056 * 720);
  });

  it('gives no figure for an instance type it has no price for, and says so', () => {
    const run = makeRun({ settings: { training: { instanceType: 'ml.p5.48xlarge' }, deployment: { instanceType: 'ml.inf2.xlarge' } } });
    const found = estimate(run.settings, everything);
    expect([found.run, found.month]).toEqual([undefined, undefined]);
    expect(estimateLines(found).join(' ')).toContain('no price here for ml.p5.48xlarge, ml.inf2.xlarge');
  });

  it('has the verification’s own machine in it, and none where the endpoint is asked first', () => {
    const high = (settings: object) => estimate(makeRun({ settings }).settings, everything).run?.[1] ?? Number.NaN;
    const small = high({});
    // Three minutes at most, of $0.02 or $0.05 instead of $0.005.
    expect(high({ verification: { computeType: 'BUILD_GENERAL1_LARGE' } }) - small).toBeCloseTo(3 * (0.02 - 0.005));
    expect(high({ verification: { gpu: true } }) - small).toBeCloseTo(3 * (0.05 - 0.005));
    expect(small - high({ verification: { by: 'endpoint' } })).toBeCloseTo(3 * 0.005);
    const seconds = (by: string) => estimate(makeRun({ settings: { verification: { by } } }).settings, everything).seconds[0];
    expect(seconds('build') - seconds('endpoint')).toBe(60);
    const found = estimate(makeRun({ settings: { verification: { computeType: 'BUILD_GENERAL1_2XLARGE' } } }).settings, everything);
    expect([found.run, found.unknown]).toEqual([undefined, ['a build on BUILD_GENERAL1_2XLARGE']]);
  });

  it('names region and price date', () => {
    expect(estimateLines(estimate(makeRun().settings, everything)).at(-1)).toBe(
      '(typical AWS durations, on-demand prices of us-east-1 on 2026-07-30)',
    );
  });
});
