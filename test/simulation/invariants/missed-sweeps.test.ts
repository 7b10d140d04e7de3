import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../lambdas/contract/model-state.ts';
import type { World } from '../../../local/world.ts';
import type { Call } from '../observation.ts';
import { pushesHaveAFate } from './pushes-have-a-fate.ts';

const minute = 60_000;
const launch = { id: 'f312f214260a9154', at: '2026-01-05T08:00:00.000Z', trigger: 'a push to main', input: {} };
/** A model whose lock is free though a launch waits. */
const state = { running: null, pending: [launch], heads: {}, seen: [], outbox: [], runs: [] } as unknown as ModelState;
const written: Call = {
  at: 0,
  service: 's3',
  operation: 'PutObject',
  input: { Key: 'state/pushed.json', Body: JSON.stringify(state) },
  caller: {} as Call['caller'],
  answer: {},
  answerLost: false,
};

/** Returns after how many minutes with a free lock the promise counts as broken. */
function brokenAfter(missedSweeps: readonly number[]): number {
  const promise = pushesHaveAFate();
  const states = new Map([['pushed', state]]);
  for (let at = 0; at <= 120 * minute; at += minute) {
    const calls = at === 0 ? [written] : [];
    if (promise.check({ at, world: {} as World, calls, states, missedSweeps, isAtRest: false }).length > 0) return at / minute;
  }
  return Number.POSITIVE_INFINITY;
}

describe('what waits for a free lock', () => {
  it('begins within 20 minutes while AWS starts every sweep', () => expect(brokenAfter([])).toBe(21));

  it('has five minutes more for each sweep that AWS did not start', () =>
    expect(brokenAfter([30, 35, 40, 45, 50].map((at) => (at - 30) * minute))).toBe(46));

  it('has nothing more for sweeps that were lost before the lock was free', () =>
    expect(brokenAfter([-10 * minute, -5 * minute])).toBe(21));
});
