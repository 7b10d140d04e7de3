import { describe, expect, it } from 'vitest';
import { detailsOf, runMachine, shape } from '../../../support/run-machine.ts';

const KIB = 1024;
/** JSONata for a text of so many KiB; with its quotes it is two bytes longer as JSON. */
const text = (kib: number): string => `{% $pad('', ${kib * KIB}, 'x') %}`;
const limitCause = (state: string): string =>
  `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`;

describe('the variables of an execution', () => {
  it('may have 256 KiB in one Assign, by bytes and not by characters', async () => {
    const assign = async (Assign: object) => (await runMachine({ P: { Type: 'Pass', Assign, End: true } })).outcome;
    expect((await assign({ a: text(255) }))?.status).toBe('SUCCEEDED');
    const refused = { status: 'FAILED', error: 'States.DataLimitExceeded', cause: limitCause('P') };
    expect(await assign({ a: text(256) })).toEqual(refused);
    expect(await assign({ a: text(128), b: text(128) })).toEqual(refused);
    expect(await assign({ a: `{% $pad('', ${100 * KIB}, '€') %}` })).toEqual(refused);
  });

  it('may have 10 MiB at a time in all; what is written over, and what a branch leaves behind, counts no more', async () => {
    const fill = (from: number, count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `S${from + i}`,
          { Type: 'Pass', Assign: { [`v${from + i}`]: text(255) }, Next: `S${from + i + 1}` },
        ]),
      );
    const run = await runMachine({ ...fill(0, 41), S41: { Type: 'Succeed' } });
    expect(run.outcome).toMatchObject({ error: 'States.DataLimitExceeded', cause: limitCause('S40') });

    const again = { S0: { Type: 'Pass', Assign: { v: text(255), n: '{% $exists($n) ? $n + 1 : 1 %}' }, Next: 'C' } };
    const choice = { C: { Type: 'Choice', Choices: [{ Condition: '{% $n < 50 %}', Next: 'S0' }], Default: 'E' }, E: { Type: 'Succeed' } };
    expect((await runMachine({ ...again, ...choice })).outcome?.status).toBe('SUCCEEDED');

    const inner = { StartAt: 'P', States: { P: { Type: 'Pass', Assign: { v: text(255) }, Output: 0, End: true } } };
    const map = { M: { Type: 'Map', Items: '{% [1..50] %}', MaxConcurrency: 1, ItemProcessor: inner, End: true } };
    expect((await runMachine(map)).outcome?.status).toBe('SUCCEEDED');
  });

  it('are set all or none', async () => {
    const run = await runMachine(
      {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          Assign: { small: 1, large: text(256) },
          Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'S', Output: '{% $exists($small) %}' }],
          End: true,
        },
        S: { Type: 'Succeed' },
      },
      { runTask: (_call, report) => void report.succeeded('{}') as undefined },
    );
    expect(run.outcome?.output).toBe('false');
    expect(shape(run.history).slice(4, 6)).toEqual(['5 LambdaFunctionSucceeded ← 4', '6 TaskStateExited ← 5']);
  });

  it('of a Catch come from the scope around, and the history has them as JSON texts', async () => {
    const run = await runMachine(
      {
        A: { Type: 'Pass', Assign: { tries: 1, name: 'x', none: null }, Next: 'T' },
        T: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          Assign: { never: true },
          Catch: [{ ErrorEquals: ['E'], Next: 'S', Assign: { tries: '{% $tries + 1 %}', why: '{% $states.errorOutput.Cause %}' } }],
          End: true,
        },
        S: { Type: 'Succeed', Output: '{% [$tries, $why, $exists($never)] %}' },
      },
      { runTask: (_call, report) => void report.failed('E', 'c') as undefined },
    );
    expect(run.outcome?.output).toBe('[2,"c",false]');
    expect(detailsOf(run.history, 'PassStateExited')[0]?.assignedVariables).toEqual({ tries: '1', name: '"x"', none: 'null' });
    expect(detailsOf(run.history, 'TaskStateExited')[0]).toMatchObject({
      assignedVariables: { tries: '2', why: '"c"' },
      assignedVariablesDetails: { truncated: false },
    });
  });
});
