import type { Launch } from '../../../../../lambdas/contract/launch.ts';
import { emptyState, type ModelState, type Running } from '../../../../../lambdas/contract/model-state.ts';
import { mailKinds } from '../../../../../lambdas/contract/settings.ts';
import type { StateEvent, Wish } from '../../../../../lambdas/shared/model-state/reduce.ts';

const at = (minute: number) => new Date(Date.parse('2026-11-21T12:00:00.000Z') + minute * 60_000).toISOString();

export const context = { model: 'birds', now: at(60) };
export const later = (minutes: number) => ({ model: 'birds', now: at(60 + minutes) });

/** A push to a branch in the given minute of the hour. */
export const push = (minute: number, branch = 'main', commit = `${branch}${minute}`.padEnd(40, '0')): Launch => ({
  id: `${branch}-${minute}`,
  at: at(minute),
  trigger: `a push to ${branch} in minute ${minute}`,
  head: { ref: `refs/heads/${branch}`, commit },
  input: { model: 'birds', commit, push: { ref: `refs/heads/${branch}`, author: 'jane', message: 'm' } },
});

export const rollback = (minute: number): Launch => ({
  id: `rollback-${minute}`,
  at: at(minute),
  trigger: `a rollback in minute ${minute}`,
  head: null,
  input: { model: 'birds', release: '1' },
});

export const wish = (launch: Launch, change: Partial<Wish> = {}): Wish => ({ launch, mode: 'supersede', mails: [...mailKinds], ...change });

export const launched = (launch: Launch, change: Partial<Wish> = {}): StateEvent => ({ type: 'launched', ...wish(launch, change) });

export const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:${name}`;

/** The lock, held by an execution that was started for `launch`. */
export const held = (change: Partial<Running> = {}): Running => ({
  token: 1,
  phase: 'running',
  since: context.now,
  execution: { name: 'birds-1-x', arn: arn('birds-1-x') },
  launch: push(0),
  cancel: null,
  recoveries: 0,
  ...change,
});

export const state = (change: Partial<ModelState> = {}): ModelState => ({
  ...emptyState,
  rev: 'r',
  seq: change.running?.token ?? 0,
  ...change,
});

/** The holder's outcome stands in the state. */
export const recorded = (execution = arn('birds-1-x')) => [
  { id: 'run', execution, startedAt: at(0), outcome: 'failed' as const, summary: '' },
];
