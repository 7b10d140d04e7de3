import { describe, expect, it } from 'vitest';
import type { TaskRunner } from '../../../../local/asl/index.ts';
import { retryDelay } from '../../../../local/asl/states/recover.ts';
import { runMachine } from '../../../support/run-machine.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';

/** Fails with these errors in turn, then succeeds. */
const failing = (...errors: string[]): TaskRunner => {
  const left = [...errors];
  return (_call, report) => {
    const error = left.shift();
    if (error === undefined) report.succeeded('"ok"');
    else report.failed(error, 'cause');
    return undefined;
  };
};
const task = (more: object) => ({ T: { Type: 'Task', Resource: FUNCTION, End: true, ...more } });

describe('Retry', () => {
  it('waits 1, 2 and 4 seconds unless told otherwise, and gives up after three', async () => {
    const retry = task({ Retry: [{ ErrorEquals: ['States.ALL'] }] });
    expect(await runMachine(retry, { runTask: failing('A', 'A', 'A') })).toMatchObject({ outcome: { status: 'SUCCEEDED' }, seconds: 7 });
    expect(await runMachine(retry, { runTask: failing('A', 'A', 'A', 'B') })).toMatchObject({
      outcome: { status: 'FAILED', error: 'B' },
      seconds: 7,
    });
  });

  it('grows its interval up to MaxDelaySeconds', async () => {
    const retry = task({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 3, BackoffRate: 2, MaxDelaySeconds: 10, MaxAttempts: 5 }] });
    expect((await runMachine(retry, { runTask: failing('A', 'A', 'A', 'A') })).seconds).toBe(3 + 6 + 10 + 10);
  });

  it('draws a delay between nothing and the whole with JitterStrategy FULL', async () => {
    const retrier = { errors: ['A'], intervalSeconds: 10, maxAttempts: 3, backoffRate: 2, maxDelaySeconds: undefined, jitter: true };
    expect(retryDelay(retrier, 1, () => 0.25)).toBe(5000);
    expect(retryDelay(retrier, 0, () => 0)).toBe(0);
    const retry = task({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 10, JitterStrategy: 'FULL' }] });
    const runs = await Promise.all([1, 1, 2].map((seed) => runMachine(retry, { runTask: failing('A', 'A'), seed })));
    expect(runs[0]?.seconds).toBe(runs[1]?.seconds);
    expect(runs[0]?.seconds).not.toBe(runs[2]?.seconds);
    expect(runs[0]?.seconds).toBeLessThan(30);
  });

  it('counts each retrier by itself, leaves no event of its own, and tells the attempt in the context', async () => {
    const inputs: string[] = [];
    const runTask = failing('A', 'B', 'A');
    const run = await runMachine(
      task({
        Arguments: '{% $states.context.State.RetryCount %}',
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 2 },
          { ErrorEquals: ['B'], MaxAttempts: 1 },
        ],
      }),
      {
        runTask: (call, report) => {
          inputs.push(call.input.text);
          return runTask(call, report);
        },
      },
    );
    expect(run.outcome?.status).toBe('SUCCEEDED');
    expect(inputs).toEqual(['0', '1', '2', '3']);
    expect(run.history.map(({ type }) => type).filter((type) => type.startsWith('Lambda'))).toEqual([
      ...Array(3).fill(['LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionFailed']).flat(),
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
    expect(run.history.filter(({ type }) => type === 'LambdaFunctionScheduled').map(({ previousEventId }) => previousEventId)).toEqual([
      2, 5, 8, 11,
    ]);
  });

  it('never retries with MaxAttempts 0, nor States.Runtime', async () => {
    expect((await runMachine(task({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: 0 }] }), { runTask: failing('A') })).outcome?.error).toBe(
      'A',
    );
    const all = task({ Retry: [{ ErrorEquals: ['States.ALL'] }] });
    expect((await runMachine(all, { runTask: failing('States.Runtime') })).outcome?.error).toBe('States.Runtime');
  });

  it('runs a whole Map or Parallel again', async () => {
    const inner = { StartAt: 'T', States: task({}) };
    const retry = [{ ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const map = await runMachine(
      { M: { Type: 'Map', Items: [1], ItemProcessor: inner, Retry: retry, End: true } },
      { runTask: failing('A') },
    );
    expect(map.history.map(({ type }) => type).filter((type) => type.startsWith('Map'))).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationFailed',
      'MapStateStarted',
      'MapIterationStarted',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
    ]);
    const parallel = await runMachine(
      { P: { Type: 'Parallel', Branches: [inner], Retry: retry, End: true } },
      { runTask: failing('A', 'A') },
    );
    expect(parallel.history.filter(({ type }) => type === 'ParallelStateFailed')).toHaveLength(1);
    expect(parallel.outcome?.error).toBe('A');
  });
});
