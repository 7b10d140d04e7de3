import { describe, expect, it } from 'vitest';
import type { TaskRunner } from '../../../../local/asl/index.ts';
import { delay } from '../../../../local/clock.ts';
import { detailsOf, runMachine, shape } from '../../../support/run-machine.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const work = { StartAt: 'T', States: { T: { Type: 'Task', Resource: FUNCTION, End: true } } };

/** Takes as many seconds as the item says, and counts how many run at once. */
function timed(clock: VirtualClock, seen = { now: 0, most: 0, cancelled: 0 }): { runTask: TaskRunner; seen: typeof seen } {
  const runTask: TaskRunner = (call, report) => {
    const { seconds, fails } = call.input.value as { seconds: number; fails?: boolean };
    seen.most = Math.max(seen.most, ++seen.now);
    void delay(clock, seconds * 1000).then(() => {
      seen.now--;
      if (fails) report.failed('Broken', 'it broke');
      else report.succeeded(String(seconds));
    });
    return () => void seen.cancelled++;
  };
  return { runTask, seen };
}

describe('Map', () => {
  const items = (...seconds: number[]) => seconds.map((value) => ({ seconds: value }));

  it('runs as many iterations at a time as MaxConcurrency allows, and keeps the order of the items', async () => {
    const clock = new VirtualClock();
    const { runTask, seen } = timed(clock);
    const machine = { M: { Type: 'Map', Items: items(5, 1, 1, 4), MaxConcurrency: 2, ItemProcessor: work, End: true } };
    const run = await runMachine(machine, { clock, runTask });
    expect([run.outcome?.output, seen.most, run.seconds]).toEqual(['[5,1,1,4]', 2, 6]);
    expect(detailsOf(run.history, 'MapIterationStarted').map((details) => details?.index)).toEqual([0, 1, 2, 3]);
  });

  it('runs 40 at a time at most', async () => {
    const clock = new VirtualClock();
    const { runTask, seen } = timed(clock);
    const machine = { M: { Type: 'Map', Items: items(...Array(100).fill(1)), ItemProcessor: work, End: true } };
    expect((await runMachine(machine, { clock, runTask })).seconds).toBe(3);
    expect(seen.most).toBe(40);
  });

  it('selects each item, and shows it in the context', async () => {
    const run = await runMachine({
      M: {
        Type: 'Map',
        Items: ['a', 'b'],
        ItemSelector: { at: '{% $states.context.Map.Item.Index %}', item: '{% $states.context.Map.Item.Value %}' },
        ItemProcessor: {
          StartAt: 'P',
          States: { P: { Type: 'Pass', Output: '{% $states.input.item & $states.context.Map.Item.Index %}', End: true } },
        },
        End: true,
      },
    });
    expect(run.outcome?.output).toBe('["a0","b1"]');
  });

  it('ends the other iterations when one fails', async () => {
    const clock = new VirtualClock();
    const { runTask, seen } = timed(clock);
    const run = await runMachine(
      { M: { Type: 'Map', Items: [{ seconds: 60 }, { seconds: 2, fails: true }], ItemProcessor: work, End: true } },
      { clock, runTask },
    );
    expect(run.outcome).toEqual({ status: 'FAILED', error: 'Broken', cause: 'it broke' });
    expect([seen.cancelled, run.seconds]).toEqual([1, 2]);
    expect(run.history.slice(-6).map(({ type }) => type)).toEqual([
      'MapIterationFailed',
      'TaskStateAborted',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('goes on while no more fail than it tolerates', async () => {
    const clock = new VirtualClock();
    const items = [{ seconds: 1, fails: true }, { seconds: 1 }, { seconds: 1, fails: true }];
    const machine = (more: object) => ({ M: { Type: 'Map', Items: items, MaxConcurrency: 1, ItemProcessor: work, End: true, ...more } });
    const tolerant = await runMachine(machine({ ToleratedFailurePercentage: 67 }), { clock, ...timed(clock) });
    expect(tolerant.outcome?.output).toBe('[{"Error":"Broken","Cause":"it broke"},1,{"Error":"Broken","Cause":"it broke"}]');
    const strict = await runMachine(machine({ ToleratedFailureCount: 1 }), { clock, ...timed(clock) });
    expect(strict.outcome?.error).toBe('Broken');
  });
});

describe('Parallel', () => {
  it('runs its branches side by side on one input and splices their texts', async () => {
    const run = await runMachine(
      {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 3, End: true } } },
            { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 5, End: true } } },
          ],
          End: true,
        },
      },
      { input: '[1,  2]' },
    );
    expect([run.outcome?.output, run.seconds]).toEqual(['[[1,  2],[1,  2]]', 5]);
    expect(shape(run.history).slice(-3)).toEqual([
      '8 ParallelStateSucceeded ← 7',
      '9 ParallelStateExited ← 7',
      '10 ExecutionSucceeded ← 9',
    ]);
  });

  it('ends a waiting branch when another fails, and can catch what it failed of', async () => {
    const run = await runMachine({
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 300, End: true } } },
          { StartAt: 'B', States: { B: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Bad', Cause: 'luck' } } },
        ],
        Catch: [{ ErrorEquals: ['Bad'], Assign: { seen: '{% $states.errorOutput.Cause %}' }, Next: 'C' }],
        End: true,
      },
      C: { Type: 'Pass', Output: '{% $seen %}', End: true },
    });
    expect([run.outcome?.output, run.seconds, run.clock.pending]).toEqual(['"luck"', 5, 0]);
    expect(run.history.map(({ type }) => type).slice(6, 10)).toEqual([
      'FailStateEntered',
      'WaitStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
    ]);
  });

  it('gives each branch variables of its own, which see the outer ones', async () => {
    const set = (value: string) => ({
      StartAt: `S${value}`,
      States: {
        [`S${value}`]: { Type: 'Pass', Assign: { mine: value }, Next: `R${value}` },
        [`R${value}`]: { Type: 'Pass', Output: '{% $outer & $mine %}', End: true },
      },
    });
    const run = await runMachine({
      O: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: { Type: 'Parallel', Branches: [set('a'), set('b')], Next: 'L' },
      L: { Type: 'Pass', Output: { from: '{% $states.input %}', left: '{% $exists($mine) %}' }, End: true },
    });
    expect(run.outcome?.output).toBe('{"from":["oa","ob"],"left":false}');
  });
});
