import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

const fails = 'let n = 0; exports.handler = async () => { throw new Error("try " + ++n); };';
const start = '2026-11-21T06:16:01Z';
const invoke = (world: World, Payload = '{}') => world.call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload });
const queued = (world: World) => world.store.table<{ failures: number }>('lambda/asynchronous-events').values();

/** Collects what the world's owner is told. */
function listener() {
  let tell = (_text: string) => {};
  const told = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return { told, onBackgroundError: (_name: string, error: unknown) => tell((error as Error).message) };
}

describe('an asynchronous invocation', () => {
  it('is accepted at once, tried three times one and two minutes apart, then dropped aloud', async () => {
    const { clock, advance, waitsFor } = handClock(start);
    const { told, onBackgroundError } = listener();
    const runtime = await testWorld({ clock, onBackgroundError });
    await makeFunction(runtime.world, 'f', fails);
    const client = new LambdaClient(clientOptions(runtime));
    const { StatusCode } = await client.send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: '{}' }));
    expect(StatusCode).toBe(202);
    await waitsFor(60_000);
    advance(60_000);
    await waitsFor(120_000);
    advance(120_000);
    expect(await told).toMatch(/^f failed 3 times for one event, which is dropped: .*"try 3"/);
    expect(queued(runtime.world)).toEqual([]);
  });

  it('is forgotten once it succeeded', async () => {
    const runtime = await testWorld();
    await makeFunction(runtime.world, 'f', 'exports.handler = async () => 1;');
    await invoke(runtime.world);
    expect(queued(runtime.world)).toHaveLength(1);
    while (queued(runtime.world).length > 0) await new Promise(setImmediate);
  });

  it('that waits for a retry when the world stops is tried again by the next one, which knows how often it failed', async () => {
    const dataDir = temporaryFolder();
    const { clock, advance, waitsFor } = handClock(start);
    const first = await testWorld({ clock, dataDir });
    await makeFunction(first.world, 'f', fails);
    await invoke(first.world);
    await waitsFor(60_000);
    await first.stop();
    advance(3_600_000);
    const { told, onBackgroundError } = listener();
    const second = await testWorld({ clock, dataDir, onBackgroundError });
    await waitsFor(120_000); // its second try is long due and fails at once
    expect(queued(second.world)).toMatchObject([{ failures: 2 }]);
    advance(120_000);
    expect(await told).toMatch(/^f failed 3 times/);
  });

  it('that the stop cuts short is made again by the next world, and counts as no failure', async () => {
    const dataDir = temporaryFolder();
    const first = await testWorld({ dataDir });
    await makeFunction(first.world, 'f', 'exports.handler = () => new Promise(() => { setInterval(() => {}, 1000); });', { Timeout: 900 });
    await invoke(first.world);
    await first.stop();
    const second = await testWorld({ dataDir });
    expect(queued(second.world)).toMatchObject([{ failures: 0 }]);
  });

  it('of a function that is gone is dropped aloud', async () => {
    const { clock, advance, waitsFor } = handClock(start);
    const { told, onBackgroundError } = listener();
    const { world } = await testWorld({ clock, onBackgroundError });
    await makeFunction(world, 'f', fails);
    await invoke(world);
    await waitsFor(60_000);
    await world.call('lambda', 'DeleteFunction', { FunctionName: 'f' });
    advance(60_000);
    expect(await told).toBe('f was deleted before it could take an event, which is dropped');
    expect(queued(world)).toEqual([]);
  });

  it('survives kill -9 from the moment that Invoke, PutEvents, Publish or a service took the event', async () => {
    const dir = temporaryFolder();
    const child = spawn(process.execPath, ['--import', 'tsx', new URL('killed-world.ts', import.meta.url).pathname, dir], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const signal = await new Promise((resolve) => void child.once('exit', (_code, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    expect(existsSync(join(dir, 'got'))).toBe(false);
    writeFileSync(join(dir, 'go'), '');
    const { world, endpointUrl } = await testWorld({ dataDir: join(dir, 'data'), onBackgroundError: () => {} }); // its role may not write logs
    while (queued(world).length > 0) await new Promise(setImmediate);
    const got = readFileSync(join(dir, 'got'), 'utf8').trim().split('\n');
    expect(got.map((line) => JSON.parse(line)).sort((a, b) => (a.via < b.via ? -1 : 1))).toEqual(
      ['Invoke', 'Publish', 'PutEvents', 'emit'].map((via) => ({ via, endpoint: endpointUrl })),
    );
  });
});

describe('settings of asynchronous invocations', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:dead';
  const put = (world: World, input: object) => world.call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', ...input });

  it('limit the retries, and send what failed to a topic', async () => {
    const { world } = await testWorld();
    await world.call('sns', 'CreateTopic', { Name: 'dead' });
    const Role = await makeRole(world, 'role', [{ Effect: 'Allow', Action: 'sns:Publish', Resource: topic }]);
    await makeFunction(world, 'f', fails, { Role });
    await put(world, { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: topic } } });
    const record = nextPublish(world);
    await invoke(world, '{"order":1}');
    expect(await record).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { order: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: expect.objectContaining({ errorType: 'Error', errorMessage: 'try 1' }),
    });
    await new Promise(setImmediate); // told first, forgotten then
    expect(queued(world)).toEqual([]);
  });

  it('limit the age: a retry that would come too late is none', async () => {
    const { clock, advance, waitsFor } = handClock(start);
    const { told, onBackgroundError } = listener();
    const { world } = await testWorld({ clock, onBackgroundError });
    await makeFunction(world, 'f', fails);
    await put(world, { MaximumEventAgeInSeconds: 120 });
    await invoke(world);
    await waitsFor(60_000);
    advance(60_000);
    expect(await told).toMatch(/^f failed 2 times/);
  });

  it('are forgiven where the role may not publish: the event is dropped aloud', async () => {
    const { told, onBackgroundError } = listener();
    const { world } = await testWorld({ onBackgroundError });
    await world.call('sns', 'CreateTopic', { Name: 'dead' });
    await makeFunction(world, 'f', fails);
    await put(world, { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: topic } } });
    await invoke(world);
    expect(await told).toContain('is not authorized to perform: sns:Publish');
    expect(queued(world)).toEqual([]);
  });

  it.each([
    [{}, 'You must specify at least one of error handling or destination setting.'],
    [{ MaximumRetryAttempts: 3 }, 'less than or equal to 2'],
    [{ MaximumEventAgeInSeconds: 59 }, 'greater than or equal to 60'],
    [{ DestinationConfig: { OnFailure: { Destination: 'arn:aws:lambda:us-east-1:000000000000:function:g' } } }, 'to topics and queues'],
    [{ DestinationConfig: { OnSuccess: { Destination: topic } } }, 'to topics and queues'],
  ])('that this world cannot follow are refused: %j', async (input, message) => {
    const { world } = await testWorld();
    await makeFunction(world, 'f', fails);
    await expect(put(world, input)).rejects.toThrow(message);
  });
});

/** The next message that somebody publishes, once it is taken: the call is watched, not replaced. */
function nextPublish(world: World): Promise<Record<string, unknown>> {
  const { call } = world;
  return new Promise((resolve) => {
    (world as { call: World['call'] }).call = async (service, operation, input, caller) => {
      const answer = await call(service, operation, input, caller);
      if (operation === 'Publish') resolve(JSON.parse((input as { Message: string }).Message));
      return answer as never;
    };
  });
}
