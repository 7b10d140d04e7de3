import { describe, expect, it } from 'vitest';
import { detailsOf, runMachine, shape } from '../../../support/run-machine.ts';

describe('an execution', () => {
  it('fails with States.NoChoiceMatched where no rule holds and there is no default', async () => {
    const run = await runMachine({
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.a = 1 %}', Next: 'D' }] },
      D: { Type: 'Succeed' },
    });
    expect(run.outcome).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
    expect(run.outcome?.cause).toMatch(/^An error occurred while executing the state 'C' \(entered at the event id #2\)\. /);
    expect(shape(run.history)).toEqual(['1 ExecutionStarted ← 0', '2 ChoiceStateEntered ← 0', '3 ExecutionFailed ← 2']);
  });

  it('times out as a whole: TIMED_OUT, no error, no cause, States.Timeout in the event', async () => {
    const run = await runMachine({ StartAt: 'W', TimeoutSeconds: 3, States: { W: { Type: 'Wait', Seconds: 25, End: true } } });
    expect([run.outcome, run.seconds, run.clock.pending]).toEqual([{ status: 'TIMED_OUT' }, 3, 0]);
    expect(shape(run.history)).toEqual(['1 ExecutionStarted ← 0', '2 WaitStateEntered ← 0', '3 ExecutionTimedOut ← 0']);
    expect(detailsOf(run.history, 'ExecutionTimedOut')).toEqual([{ error: 'States.Timeout' }]);
  });

  it('can be stopped while it waits, and leaves no timer', async () => {
    const run = await runMachine(
      { W: { Type: 'Wait', Seconds: 25, End: true } },
      { meanwhile: (execution) => execution.stop('Manual', 'probe') },
    );
    expect([run.outcome, run.clock.pending]).toEqual([{ status: 'ABORTED', error: 'Manual', cause: 'probe' }, 0]);
    expect(shape(run.history).at(-1)).toBe('3 ExecutionAborted ← 0');
  });

  it('waits longer than any timer of the machine', async () => {
    expect((await runMachine({ W: { Type: 'Wait', Seconds: 9_999_999, End: true } })).seconds).toBe(9_999_999);
  });

  it('waits until a time, and not at all for one that has passed', async () => {
    const until = (Timestamp: string) => runMachine({ W: { Type: 'Wait', Timestamp, End: true } });
    expect((await until('2026-01-01T01:00:30+01:00')).seconds).toBe(30);
    expect((await until('2016-03-05T21:29:29.243167252Z')).seconds).toBe(0);
  });

  it('fails at event 25,000, which is the failure itself', async () => {
    const run = await runMachine({
      L: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'E' }], Default: 'L' },
      E: { Type: 'Succeed' },
    });
    expect(run.outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(shape(run.history).slice(-2)).toEqual(['24999 ChoiceStateExited ← 24998', '25000 ExecutionFailed ← 24999']);
  });

  it('refuses an output of more than 256 KiB', async () => {
    const run = await runMachine({ P: { Type: 'Pass', Output: '{% $join([1..60000].$string()) %}', End: true } });
    expect(run.outcome).toEqual({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'P' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('evaluates Output and Assign from the same variables, and reads the new ones in the next state', async () => {
    const run = await runMachine({
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'C' },
      C: { Type: 'Pass', Output: '{% [$states.input, $n] %}', End: true },
    });
    expect(run.outcome?.output).toBe('[1,2]');
    expect(detailsOf(run.history, 'PassStateExited').map((details) => details?.assignedVariables)).toEqual([
      { n: '1' },
      { n: '2' },
      undefined,
    ]);
  });

  it('names nested fields and places in arrays that came to nothing', async () => {
    const cause = async (Output: unknown) => (await runMachine({ P: { Type: 'Pass', Output, End: true } })).outcome?.cause;
    expect(await cause({ a: { b: ['x', ['{% $none %}']] } })).toContain("for the field 'Output/a/b[1][0]' returned nothing (undefined).");
    expect(await cause({ f: '{% {"inner": $sum} %}' })).toContain("for the field 'Output/f' returned an unsupported result type.");
  });

  it('links a failed Output of a task to the event before it', async () => {
    const run = await runMachine(
      { T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', Output: '{% $states.result.none %}', End: true } },
      { runTask: (_call, report) => void report.succeeded('{}') as undefined },
    );
    expect(shape(run.history).slice(-3)).toEqual(['5 LambdaFunctionSucceeded ← 4', '6 EvaluationFailed ← 5', '7 ExecutionFailed ← 6']);
  });

  it('hands data on as plain JSON, without the marks of the engine that computed it', async () => {
    const run = await runMachine(
      {
        A: { Type: 'Pass', Assign: { some: '{% $states.input.xs[$ > 1] %}' }, Next: 'B' },
        B: { Type: 'Pass', Output: '{% {"nested": [[$some], $some]} %}', End: true },
      },
      { input: { xs: [1, 2, 3] } },
    );
    expect(run.outcome?.output).toBe('{"nested":[[2,3],2,3]}');
  });

  it('has the same history byte for byte for the same seed', async () => {
    const machine = {
      A: { Type: 'Pass', Output: '{% {"id": $uuid(), "n": $random(), "at": $now()} %}', Next: 'T' },
      T: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
        End: true,
      },
      E: { Type: 'Succeed' },
    } as const;
    const history = async (seed: number) =>
      JSON.stringify((await runMachine(machine, { seed, runTask: (_call, report) => void report.failed('A', 'b') as undefined })).history);
    expect(await history(5)).toBe(await history(5));
    expect(await history(5)).not.toBe(await history(6));
  });
});
