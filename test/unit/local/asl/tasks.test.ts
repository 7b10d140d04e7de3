import { describe, expect, it } from 'vitest';
import type { TaskRunner } from '../../../../local/asl/index.ts';
import { detailsOf, runMachine, shape } from '../../../support/run-machine.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const INVOKE = 'arn:aws:states:::lambda:invoke';
const AWAIT = `${INVOKE}.waitForTaskToken`;
const never: TaskRunner = () => undefined;
const submits: TaskRunner = (_call, report) => void report.submitted('{}') as undefined;

describe('a task', () => {
  it('gives a function its input untouched, and its result on', async () => {
    const inputs: string[] = [];
    const { outcome } = await runMachine(
      { T: { Type: 'Task', Resource: FUNCTION, End: true } },
      {
        input: '{ "a":  1 }',
        runTask: (call, report) => {
          inputs.push(call.input.text);
          report.succeeded('[1,  2]');
          return undefined;
        },
      },
    );
    expect(inputs).toEqual(['{ "a":  1 }']);
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: '[1,  2]' });
  });

  it('times out, tells its runner, and ends the execution without a cause', async () => {
    let cancelled = 0;
    const run = await runMachine(
      { T: { Type: 'Task', Resource: INVOKE, TimeoutSeconds: '{% $states.input.limit * 2 %}', End: true } },
      { input: { limit: 15 }, runTask: () => () => void cancelled++ },
    );
    expect(run.outcome).toEqual({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
    expect([run.seconds, cancelled, run.clock.pending]).toEqual([30, 1, 0]);
    expect(detailsOf(run.history, 'TaskScheduled')[0]).toMatchObject({ timeoutInSeconds: 30, resource: 'invoke', resourceType: 'lambda' });
    expect(detailsOf(run.history, 'TaskTimedOut')).toEqual([{ resource: 'invoke', resourceType: 'lambda', error: 'States.Timeout' }]);
    expect(detailsOf(run.history, 'ExecutionFailed')).toEqual([{ error: 'States.Timeout' }]);
  });

  it('hands a caught time-out on with an empty cause', async () => {
    const { outcome } = await runMachine(
      {
        T: { Type: 'Task', Resource: FUNCTION, TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'C' }], End: true },
        C: { Type: 'Pass', End: true },
      },
      { runTask: never },
    );
    expect(outcome?.output).toBe('{"Error":"States.Timeout","Cause":""}');
  });

  it('lets States.TaskFailed take everything but a time-out', async () => {
    const machine = (error: string) =>
      runMachine(
        {
          T: { Type: 'Task', Resource: FUNCTION, TimeoutSeconds: 1, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'C' }], End: true },
          C: { Type: 'Pass', End: true },
        },
        { runTask: (_call, report) => void (error && report.failed(error, 'x')) as undefined },
      );
    expect((await machine('Any')).outcome?.status).toBe('SUCCEEDED');
    expect((await machine('')).outcome?.error).toBe('States.Timeout');
    expect((await machine('States.Runtime')).outcome?.error).toBe('States.Runtime');
  });

  it('refuses a result of more than 256 KiB with an error that States.ALL catches', async () => {
    const { outcome } = await runMachine(
      {
        T: { Type: 'Task', Resource: INVOKE, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }], End: true },
        C: { Type: 'Pass', End: true },
      },
      { runTask: (_call, report) => void report.succeeded(`"${'é'.repeat(131_072)}"`) as undefined },
    );
    expect(JSON.parse(outcome?.output as string)).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause: "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });
});

describe('a task token', () => {
  it('reaches the arguments and brings the result', async () => {
    const run = await runMachine(
      {
        T: {
          Type: 'Task',
          Resource: AWAIT,
          Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
          Output: '{% $states.result.done %}',
          End: true,
        },
      },
      {
        runTask: submits,
        meanwhile: async (execution, clock) => {
          await clock.advance(90_000);
          execution.tokens.receiver('token-1')?.succeeded('{"done": "yes"}');
        },
      },
    );
    expect(run.outcome).toEqual({ status: 'SUCCEEDED', output: '"yes"' });
    expect(detailsOf(run.history, 'TaskScheduled')[0]?.parameters).toBe('{"FunctionName":"f","Payload":{"token":"token-1"}}');
    expect(shape(run.history).slice(2, -2)).toEqual([
      '3 TaskScheduled ← 2',
      '4 TaskStarted ← 3',
      '5 TaskSubmitted ← 4',
      '6 TaskSucceeded ← 5',
    ]);
    expect(run.execution.tokens.receiver('token-1')).toBeUndefined();
  });

  it('answered before the service took the request waits for that', async () => {
    const run = await runMachine(
      { T: { Type: 'Task', Resource: AWAIT, End: true } },
      {
        runTask: (call, report) => {
          setImmediate(() => {
            run0.execution?.tokens.receiver(call.token as string)?.succeeded('1');
            report.submitted('{"taken":true}');
          });
          return undefined;
        },
        meanwhile: (execution) => {
          run0.execution = execution;
        },
      },
    );
    expect(run.history.map(({ type }) => type).slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded']);
  });

  it('failed without error and cause leaves both out of the events, null in the catch', async () => {
    const run = await runMachine(
      {
        T: { Type: 'Task', Resource: AWAIT, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }], End: true },
        C: { Type: 'Pass', End: true },
      },
      { runTask: submits, meanwhile: (execution) => execution.tokens.receiver('token-1')?.failed(undefined, undefined) },
    );
    expect(detailsOf(run.history, 'TaskFailed')).toEqual([{ resourceType: 'lambda', resource: 'invoke.waitForTaskToken' }]);
    expect(run.outcome?.output).toBe('{"Error":null,"Cause":null}');
  });

  it('without a heartbeat in time is a States.Timeout, which States.HeartbeatTimeout catches too', async () => {
    const beats = async (errorEquals: string) =>
      runMachine(
        {
          T: {
            Type: 'Task',
            Resource: AWAIT,
            HeartbeatSeconds: 10,
            TimeoutSeconds: 1000,
            Catch: [{ ErrorEquals: [errorEquals], Next: 'C' }],
            End: true,
          },
          C: { Type: 'Pass', Output: '{% $states.input.Error %}', End: true },
        },
        {
          runTask: submits,
          meanwhile: async (execution, clock) => {
            for (let i = 0; i < 5; i++) {
              await clock.advance(9_000);
              execution.tokens.receiver('token-1')?.heartbeat();
            }
          },
        },
      );
    for (const name of ['States.Timeout', 'States.HeartbeatTimeout']) {
      const run = await beats(name);
      expect([run.outcome?.output, run.seconds]).toEqual(['"States.Timeout"', 55]);
    }
    expect((await beats('Other')).outcome).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('polls: a time-out caught to the state itself makes a new token each time', async () => {
    const tokens: string[] = [];
    const run = await runMachine(
      {
        T: { Type: 'Task', Resource: AWAIT, TimeoutSeconds: 60, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'T' }], End: true },
      },
      {
        runTask: (call, report) => {
          tokens.push(call.token as string);
          report.submitted('{}');
          return undefined;
        },
        meanwhile: async (execution, clock) => {
          await clock.advance(150_000);
          expect(execution.tokens.receiver('token-1')).toBeUndefined();
          execution.tokens.receiver('token-3')?.succeeded('"done"');
        },
      },
    );
    expect([tokens, run.outcome?.output]).toEqual([['token-1', 'token-2', 'token-3'], '"done"']);
  });
});

const run0: { execution?: { tokens: { receiver(token: string): { succeeded(output: string): void } | undefined } } } = {};
