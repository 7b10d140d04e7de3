import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsJsonPath, type Raw } from '../../local/asl/index.ts';
import { type Case, readCases } from './case-file.ts';
import { compareHistory, compareOutcome } from './compare.ts';
import { runCase } from './run-case.ts';

const cases = readCases(join(import.meta.dirname, 'cases')) as Case[];

describe('executions recorded on AWS', () => {
  it('are all here', () => {
    expect(cases).toHaveLength(85);
    expect(cases.filter((file) => needsJsonPath(file.definition as Raw))).toHaveLength(3);
  });

  for (const file of cases.filter(({ definition }) => !needsJsonPath(definition as Raw))) {
    it(`has the outcome and the history of ${file.id}`, async () => {
      const answer = await runCase(file);
      expect(compareOutcome(file, answer)).toBeUndefined();
      expect(compareHistory(file, answer)).toBeUndefined();
    });
  }
});

describe('the comparison', () => {
  const file = cases.find(({ id }) => id === 'output__base_task_lambda__BASE_TASK_LAMBDA') as (typeof cases)[number];

  it('sees another output, another detail, another link and a missing event', async () => {
    const answer = await runCase(file);
    expect(compareOutcome(file, { ...answer, output: {} })).toContain('missing');
    const changed = (i: number, change: object) => ({
      ...answer,
      history: answer.history.map((event, at) => (at === i ? { ...event, ...change } : event)),
    });
    expect(compareHistory(file, changed(3, { previousEventId: 1 }))).toBe('event[4:TaskStarted].previousEventId: recorded 3, got 1');
    expect(compareHistory(file, changed(3, { taskStartedEventDetails: { resource: 'invoke', resourceType: 'sns' } }))).toContain(
      "recorded 'lambda', got 'sns'",
    );
    expect(compareHistory(file, changed(3, { extra: 1 }))).toContain('unexpected ["extra"]');
    expect(compareHistory(file, { ...answer, history: answer.history.slice(0, -1) })).toContain('recorded ExecutionSucceeded, got end');
  });

  it('holds the ids that a recording repeats to one value', () => {
    const masked = { ...file, compare: { masked: ['<uuid:1>'] }, expected: { status: 'SUCCEEDED', output: ['<uuid:1>', '<uuid:1>'] } };
    const answer = (output: unknown) => ({ status: 'SUCCEEDED', output, history: [] });
    expect(compareOutcome(masked, answer(['a', 'a']))).toBeUndefined();
    expect(compareOutcome(masked, answer(['a', 'b']))).toContain('bound to "a"');
  });
});
