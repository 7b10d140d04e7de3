import { describe, expect, it } from 'vitest';
import { detailsOf, type RunOptions, runMachine, shape } from '../../../support/run-machine.ts';

// What AWS was seen to do and no given recording shows: step-functions-behaviour.md, sections 3 and 4.

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const task = { Type: 'Task', Resource: FUNCTION, End: true };
const failing =
  (error?: string, cause?: string): RunOptions['runTask'] =>
  (_call, report) =>
    void report.failed(error, cause) as undefined;
const echo: RunOptions['runTask'] = (call, report) => void report.succeeded(call.input.text) as undefined;
const lines = (run: { readonly history: Parameters<typeof shape>[0] }) => shape(run.history);

describe('untouched data', () => {
  it('keeps its white space through Pass, Choice, Wait, Task, Parallel and Succeed, and is spliced as it is', async () => {
    const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
    const run = await runMachine(
      {
        P: { Type: 'Pass', Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'W' }] },
        W: { Type: 'Wait', Seconds: 1, Next: 'T' },
        T: { Type: 'Task', Resource: FUNCTION, Next: 'B' },
        B: { Type: 'Parallel', Branches: [branch('X', { Type: 'Pass', End: true }), branch('Y', { Type: 'Succeed' })], Next: 'S' },
        S: { Type: 'Succeed' },
      },
      { input: '[[1, 2, 3], {"a" : 1.0}]', runTask: echo },
    );
    expect(run.outcome?.output).toBe('[[[1, 2, 3], {"a" : 1.0}],[[1, 2, 3], {"a" : 1.0}]]');
  });

  it('is compact as soon as anything computes with it', async () => {
    const run = await runMachine({ P: { Type: 'Pass', Output: '{% $states.input %}', End: true } }, { input: '[ 1,  {"a" : 1.0} ]' });
    expect(run.outcome?.output).toBe('[1,{"a":1}]');
  });
});

describe('a history', () => {
  it('links the first state to 0, each exit to its entry, and an execution\u2019s end to the last exit', async () => {
    const run = await runMachine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } });
    expect(lines(run)).toEqual([
      '1 ExecutionStarted ← 0',
      '2 PassStateEntered ← 0',
      '3 PassStateExited ← 2',
      '4 SucceedStateEntered ← 3',
      '5 SucceedStateExited ← 4',
      '6 ExecutionSucceeded ← 5',
    ]);
  });

  it('of one iteration after another links each to the last state event of the one before', async () => {
    const inner = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    const run = await runMachine({ M: { Type: 'Map', Items: [7, 8], MaxConcurrency: 1, ItemProcessor: inner, End: true } });
    expect(lines(run).slice(2)).toEqual([
      '3 MapStateStarted ← 2',
      '4 MapIterationStarted ← 3',
      '5 PassStateEntered ← 4',
      '6 PassStateExited ← 5',
      '7 MapIterationSucceeded ← 6',
      '8 MapIterationStarted ← 6',
      '9 PassStateEntered ← 8',
      '10 PassStateExited ← 9',
      '11 MapIterationSucceeded ← 10',
      '12 MapStateSucceeded ← 11',
      '13 MapStateExited ← 11',
      '14 ExecutionSucceeded ← 13',
    ]);
  });

  it('of an empty Map has both ends linked to its start', async () => {
    const run = await runMachine({
      M: { Type: 'Map', Items: [], ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true },
    });
    expect([run.outcome?.output, detailsOf(run.history, 'MapStateStarted')]).toEqual(['[]', [{ length: 0 }]]);
    expect(lines(run).slice(2, 5)).toEqual(['3 MapStateStarted ← 2', '4 MapStateSucceeded ← 3', '5 MapStateExited ← 3']);
  });

  it('of a Parallel has ParallelStateSucceeded and ParallelStateExited linked to the last event of a branch', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const run = await runMachine({ B: { Type: 'Parallel', Branches: [branch('P'), branch('Q')], End: true } });
    expect(lines(run).slice(2)).toEqual([
      '3 ParallelStateStarted ← 2',
      '4 PassStateEntered ← 3',
      '5 PassStateExited ← 4',
      '6 PassStateEntered ← 3',
      '7 PassStateExited ← 6',
      '8 ParallelStateSucceeded ← 7',
      '9 ParallelStateExited ← 7',
      '10 ExecutionSucceeded ← 9',
    ]);
  });

  it('of a Fail without fields ends without error and cause, and Fail has no exit', async () => {
    const run = await runMachine({ F: { Type: 'Fail' } });
    expect([run.outcome, lines(run)]).toEqual([
      { status: 'FAILED' },
      ['1 ExecutionStarted ← 0', '2 FailStateEntered ← 0', '3 ExecutionFailed ← 2'],
    ]);
    expect(detailsOf(run.history, 'ExecutionFailed')).toEqual([{}]);
  });

  it('of a stopped execution ends in an event without details unless an error or cause was given', async () => {
    const run = await runMachine({ W: { Type: 'Wait', Seconds: 9, End: true } }, { meanwhile: (execution) => execution.stop() });
    expect([run.outcome, detailsOf(run.history, 'ExecutionAborted')]).toEqual([{ status: 'ABORTED' }, [undefined]]);
  });

  it('of a caught failure leaves the task by its failure, and gives the error on', async () => {
    const run = await runMachine(
      { T: { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'S' }] }, S: { Type: 'Succeed' } },
      { runTask: failing('E', 'c') },
    );
    expect(run.outcome?.output).toBe('{"Error":"E","Cause":"c"}');
    expect(lines(run).slice(4, 7)).toEqual(['5 LambdaFunctionFailed ← 4', '6 TaskStateExited ← 5', '7 SucceedStateEntered ← 6']);
  });
});

describe('failures', () => {
  it('inside Map and Parallel keep their own error and cause: no States.MapFailed, no States.BranchFailed', async () => {
    const inner = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner', Cause: 'c' } } };
    const map = await runMachine({ M: { Type: 'Map', Items: [1], ItemProcessor: inner, End: true } });
    const parallel = await runMachine({ B: { Type: 'Parallel', Branches: [inner], End: true } });
    const outcome = { status: 'FAILED', error: 'Inner', cause: 'c' };
    expect([map.outcome, parallel.outcome]).toEqual([outcome, outcome]);
    expect(lines(map).slice(4)).toEqual([
      '5 FailStateEntered ← 4',
      '6 MapIterationFailed ← 5',
      '7 MapStateFailed ← 5',
      '8 ExecutionFailed ← 7',
    ]);
    expect(lines(parallel).slice(3)).toEqual(['4 FailStateEntered ← 3', '5 ParallelStateFailed ← 4', '6 ExecutionFailed ← 5']);
  });

  it('in a branch of a Parallel end the task beside it: TaskStateAborted, then ParallelStateFailed, both by the failure', async () => {
    const states = (name: string, resource: string) => ({ StartAt: name, States: { [name]: { ...task, Resource: resource } } });
    const run = await runMachine(
      { B: { Type: 'Parallel', Branches: [states('T', FUNCTION), states('U', `${FUNCTION}2`)], End: true } },
      { runTask: (call, report) => (call.resource.arn === FUNCTION ? undefined : failing('E')?.(call, report)) },
    );
    expect(lines(run).slice(9)).toEqual([
      '10 LambdaFunctionFailed ← 9',
      '11 TaskStateAborted ← 10',
      '12 TaskStateAborted ← 10',
      '13 ParallelStateFailed ← 10',
      '14 ExecutionFailed ← 13',
    ]);
  });

  it('of an unknown name such as State.ALL are accepted in Retry and Catch, and match nothing', async () => {
    const handlers = { Retry: [{ ErrorEquals: ['State.ALL'] }], Catch: [{ ErrorEquals: ['State.ALL'], Next: 'S' }] };
    const run = await runMachine({ T: { ...task, ...handlers }, S: { Type: 'Succeed' } }, { runTask: failing('E', 'c') });
    expect([run.outcome, run.seconds]).toEqual([{ status: 'FAILED', error: 'E', cause: 'c' }, 0]);
  });

  it('named States.Runtime are caught by nothing', async () => {
    const handlers = {
      Catch: [
        { ErrorEquals: ['States.Runtime'], Next: 'S' },
        { ErrorEquals: ['States.ALL'], Next: 'S' },
      ],
    };
    const run = await runMachine({ T: { ...task, ...handlers }, S: { Type: 'Succeed' } }, { runTask: failing('States.Runtime', 'c') });
    expect(run.outcome).toEqual({ status: 'FAILED', error: 'States.Runtime', cause: 'c' });
  });

  it('of a result that is too large name the function, the integration or the state', async () => {
    const large = `"${'x'.repeat(262_144)}"`;
    const run = (Resource: string) =>
      runMachine({ T: { ...task, Resource, Arguments: {} } }, { runTask: (_call, report) => void report.succeeded(large) as undefined });
    const cause = (what: string) =>
      `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    expect((await run(FUNCTION)).outcome?.cause).toBe(cause(FUNCTION));
    expect((await run('arn:aws:states:::lambda:invoke')).outcome?.cause).toBe(cause('lambda'));
  });
});

describe('Arguments', () => {
  it('of more than 256 KiB fail the state before anything is called', async () => {
    const run = await runMachine({ T: { ...task, Arguments: "{% $pad('', 262144, 'x') %}" } });
    expect(run.outcome?.error).toBe('States.DataLimitExceeded');
    expect(lines(run).slice(1)).toEqual(['2 TaskStateEntered ← 0', '3 ExecutionFailed ← 2']);
  });
});

describe('the context object', () => {
  const shown = (end: object, options?: RunOptions) => runMachine({ X: { Output: '{% $states.context %}', End: true, ...end } }, options);

  it('has no RetryCount in a Pass, and one in a Task', async () => {
    const context = JSON.parse((await shown({ Type: 'Pass' })).outcome?.output as string);
    expect(Object.keys(context)).toEqual(['Execution', 'StateMachine', 'State']);
    expect(Object.keys(context.Execution)).toEqual(['Id', 'Input', 'StartTime', 'Name', 'RoleArn', 'RedriveCount']);
    expect(context.State).toEqual({ Name: 'X', EnteredTime: '2026-01-01T00:00:00.000Z' });
    const inTask = await shown({ Type: 'Task', Resource: FUNCTION }, { runTask: echo });
    expect(JSON.parse(inTask.outcome?.output as string).State).toMatchObject({ Name: 'X', RetryCount: 0 });
  });
});

describe('a mixed definition', () => {
  it('runs JSONPath states that use no path: Result is taken as it stands', async () => {
    const run = await runMachine({
      QueryLanguage: 'JSONPath',
      StartAt: 'P',
      States: {
        P: { Type: 'Pass', Result: { text: '{% 1 %}' }, Next: 'J' },
        J: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.text & "!" %}', End: true },
      },
    });
    expect(run.outcome?.output).toBe('"{% 1 %}!"');
  });
});
