import {
  DeleteFunctionConcurrencyCommand,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished } from 'vitest';
import { concurrencyFor, setAccountConcurrency } from '../../../../../local/services/lambda/concurrency.ts';
import { setPool } from '../../../../../local/services/lambda/pools.ts';
import { makeFunction } from '../../helpers/functions.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

async function reserved(source: string, options: Parameters<typeof testWorld>[0] = {}) {
  const runtime = await testWorld(options);
  const lambda = new LambdaClient(clientOptions(runtime));
  onTestFinished(() => lambda.destroy());
  await makeFunction(runtime.world, 'f', source);
  const put = (ReservedConcurrentExecutions: number) =>
    lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions }));
  return { runtime, lambda, put };
}

it('a function that runs as often as it has reserved answers 429, also at its URL', async () => {
  const { runtime, lambda, put } = await reserved('exports.handler = async () => 1;');
  await put(1);
  expect(await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'f' }))).toMatchObject({ ReservedConcurrentExecutions: 1 });
  const { FunctionUrl } = await runtime.world.call<{ FunctionUrl: string }>('lambda', 'CreateFunctionUrlConfig', {
    FunctionName: 'f',
    AuthType: 'NONE',
  });
  for (const Action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'])
    await runtime.world.call('lambda', 'AddPermission', { FunctionName: 'f', StatementId: Action.slice(7), Action, Principal: '*' });
  const invoke = () => runtime.world.call('lambda', 'Invoke', { FunctionName: 'f' });
  const [first, second] = await Promise.allSettled([invoke(), invoke()]);
  expect(first).toMatchObject({ status: 'fulfilled', value: { StatusCode: 200 } });
  expect(second).toMatchObject({
    reason: {
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      status: 429,
      members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    },
  });
  await put(0);
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'f' }))).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  expect((await fetch(FunctionUrl)).status).toBe(429);
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'f' }));
  expect((await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'f' }))).ReservedConcurrentExecutions).toBeUndefined();
});

it('an event waits while the function is throttled, and that is no failure', async () => {
  const { clock, advance, waitsFor } = handClock('2026-11-21T06:16:01Z');
  const { runtime, put } = await reserved('exports.handler = async () => 1;', { clock });
  await put(0);
  await runtime.world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{}' });
  const queue = runtime.world.store.table<{ failures: number }>('lambda/asynchronous-events');
  await waitsFor(1000);
  advance(1000);
  await waitsFor(2000);
  expect(queue.values()).toMatchObject([{ failures: 0 }]);
  await put(1);
  advance(2000);
  while (queue.keys().length > 0) await new Promise(setImmediate);
});

it('an account has a concurrency that fits the machine', () => {
  const gibibytes = (count: number) => concurrencyFor(count * 2 ** 30);
  expect([gibibytes(2), gibibytes(16), gibibytes(24), gibibytes(64), gibibytes(512)]).toEqual([50, 64, 96, 256, 1000]);
});

/** A world with place for so many invocations, which run until they are let go. */
async function limited(limit: number) {
  const { runtime, lambda, put } = await reserved('exports.handler = async () => 1;');
  const { world } = runtime;
  setAccountConcurrency(world, limit);
  const running = new Set<() => void>();
  let most = 0;
  const invoke = async () => {
    await new Promise<void>((resolve) => {
      const end = () => {
        running.delete(end);
        resolve();
      };
      running.add(end);
      most = Math.max(most, running.size);
    });
    return { payload: '1', failed: false, log: [] };
  };
  setPool(world, { invoke, stop: async () => running.forEach((end) => void end()) });
  return {
    runtime,
    lambda,
    put,
    running,
    most: () => most,
    call: (input = {}) => world.call('lambda', 'Invoke', { FunctionName: 'f', ...input }),
  };
}

it('a synchronous call beyond it is refused at once, whatever was called before', async () => {
  const { lambda, running, call, put } = await limited(12);
  expect(await lambda.send(new GetAccountSettingsCommand({}))).toMatchObject({
    AccountLimit: { ConcurrentExecutions: 12, UnreservedConcurrentExecutions: 12 },
    AccountUsage: { FunctionCount: 1 },
  });
  const calls = Array.from({ length: 12 }, () => call());
  await expect(call()).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    members: { Reason: 'ConcurrentInvocationLimitExceeded' },
  });
  await expect(put(3)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('below its minimum value of [10]'),
  });
  await expect(put(2)).resolves.toMatchObject({ ReservedConcurrentExecutions: 2 });
  for (const end of [...running]) end();
  await Promise.all(calls);
});

it('asynchronous events wait on disk for a place, and leave ten to those who wait for an answer', async () => {
  const { runtime, running, most, call } = await limited(30);
  const events = 3000;
  for (let i = 0; i < events; i++) await call({ InvocationType: 'Event', Payload: '{}' });
  const left = () => runtime.world.store.table('lambda/asynchronous-events', 'on disk').keys().length;
  expect([running.size, left()]).toEqual([20, events]);
  const answered = call();
  expect(running.size).toBe(21);
  while (left() > 0) {
    for (const end of [...running]) end();
    await new Promise(setImmediate);
  }
  await answered;
  expect(most()).toBe(21);
});

it('a flood of short events is worked off by a handful of threads', async () => {
  const { runtime } = await reserved('exports.handler = async () => 1;');
  const { world } = runtime;
  for (let i = 0; i < 300; i++) await world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: '{}' });
  while (world.store.table('lambda/asynchronous-events', 'on disk').keys().length > 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const { logStreams } = await world.call<{ logStreams: unknown[] }>('logs', 'DescribeLogStreams', { logGroupName: '/aws/lambda/f' });
  expect(logStreams.length).toBeLessThan(40);
});
