import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished } from 'vitest';
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
