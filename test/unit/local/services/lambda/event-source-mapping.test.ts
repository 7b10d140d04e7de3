import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InvocationResult } from '../../../../../local/functions/pool.ts';
import { setAccountConcurrency } from '../../../../../local/services/lambda/concurrency.ts';
import { setPool } from '../../../../../local/services/lambda/pools.ts';
import { queueUrl } from '../../../../../local/services/sqs/queues.ts';
import { MemoryStore } from '../../../../../local/store.ts';
import { makeFunction, makeRole } from '../../helpers/functions.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

const EventSourceArn = 'arn:aws:sqs:us-east-1:000000000000:q';
const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((Action) => ({
  Effect: 'Allow',
  Action,
  Resource: EventSourceArn,
}));

interface Batch {
  readonly Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

/** A function `f` that answers as the test says, the queue `q`, and a clock that the test moves. */
async function world(answer: (batch: Batch) => unknown = () => null, { statements = reading, visibility = 60 } = {}) {
  const { clock, advance } = handClock('2026-11-21T12:00:00Z');
  const runtime = await testWorld({ clock, store: new MemoryStore() });
  const { world } = runtime;
  const lambda = new LambdaClient(clientOptions(runtime));
  onTestFinished(() => lambda.destroy());
  const Role = await makeRole(world, 'reader', statements);
  await makeFunction(world, 'f', '', { Role, Timeout: 10 });
  for (const [QueueName, Attributes] of [
    ['dead', {}],
    [
      'q',
      {
        VisibilityTimeout: String(visibility),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: EventSourceArn.replace(/q$/, 'dead'), maxReceiveCount: 3 }),
      },
    ],
  ] as const)
    await world.call('sqs', 'CreateQueue', { QueueName, Attributes });
  const batches: Batch[] = [];
  setPool(world, {
    invoke: async (_version, { event }): Promise<InvocationResult> => {
      batches.push(JSON.parse(event));
      const payload = answer(JSON.parse(event));
      return payload instanceof Error
        ? { payload: JSON.stringify({ errorType: payload.name }), failed: true, log: [] }
        : { payload: JSON.stringify(payload) ?? 'null', failed: false, log: [] };
    },
    stop: async () => {},
  });
  const send = (count: number, body = 'x') =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        world.call('sqs', 'SendMessage', { QueueUrl: queueUrl(world, 'q'), MessageBody: `${body}${i}` }),
      ),
    );
  const attribute = async (name: string, queue = 'q') =>
    (
      await world.call<{ Attributes: Record<string, string> }>('sqs', 'GetQueueAttributes', {
        QueueUrl: queueUrl(world, queue),
        AttributeNames: ['All'],
      })
    ).Attributes[name];
  const left = async (queue = 'q') =>
    Number(await attribute('ApproximateNumberOfMessages', queue)) + Number(await attribute('ApproximateNumberOfMessagesNotVisible', queue));
  const settle = async () => {
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
  };
  const map = (more: object = {}) =>
    lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: 'f',
        EventSourceArn,
        BatchSize: 10_000,
        MaximumBatchingWindowInSeconds: 30,
        ...more,
      }),
    );
  return { world, lambda, advance, batches, send, left, settle, map };
}

describe('an event source mapping of a queue', () => {
  it('is made, changed, listed and removed, and says what AWS says of a wrong one', async () => {
    const { lambda, map, world: local } = await world();
    const {
      UUID,
      State,
      EventSourceArn: source,
    } = await map({ ScalingConfig: { MaximumConcurrency: 2 }, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect([State, source]).toEqual(['Creating', EventSourceArn]);
    await expect(map()).rejects.toMatchObject({ name: 'ResourceConflictException', message: expect.stringContaining(String(UUID)) });
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, BatchSize: 5, Enabled: false }));
    const expected = {
      UUID,
      BatchSize: 5,
      State: 'Disabled',
      ScalingConfig: { MaximumConcurrency: 2 },
      MaximumBatchingWindowInSeconds: 30,
    };
    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject(expected);
    expect((await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'f' }))).EventSourceMappings).toMatchObject([expected]);
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await expect(lambda.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(map({ MaximumBatchingWindowInSeconds: 0 })).rejects.toThrow(
      'must be greater than 0 if maximum batch size is greater than 10',
    );
    await local.call('sqs', 'SetQueueAttributes', { QueueUrl: queueUrl(local, 'q'), Attributes: { VisibilityTimeout: '5' } });
    await expect(map()).rejects.toThrow('Queue visibility timeout: 5 seconds is less than Function timeout: 10 seconds');
  });

  it('asks for the rights of the function, not of whoever makes it', async () => {
    const { map } = await world(undefined, { statements: reading.slice(0, 2) });
    await expect(map()).rejects.toThrow(/not authorized to perform: sqs:GetQueueAttributes/);
  });

  it('gathers what comes within its window into one call, and removes it', async () => {
    const { advance, batches, send, left, settle, map } = await world();
    await map();
    await send(1200);
    advance(29_000);
    await send(1800, 'y');
    await settle();
    expect(batches).toEqual([]);
    advance(1000);
    while ((await left()) > 0) await settle();
    expect(batches.map(({ Records }) => Records.length)).toEqual([3000]);
    expect(batches[0]?.Records[0]).toMatchObject({
      body: 'x0',
      eventSource: 'aws:sqs',
      eventSourceARN: EventSourceArn,
      attributes: { ApproximateReceiveCount: '1' },
    });
  });

  it('begins at once where a batch is full, in as many calls at a time as it may', async () => {
    let running = 0;
    let most = 0;
    const { batches, send, left, settle, map } = await world(() => {
      most = Math.max(most, ++running);
      queueMicrotask(() => running--);
      return null;
    });
    await map({ BatchSize: 10, MaximumBatchingWindowInSeconds: 300, ScalingConfig: { MaximumConcurrency: 2 } });
    await send(40);
    while ((await left()) > 0) await settle();
    expect(batches).toHaveLength(4);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('keeps a batch below the size of a call', async () => {
    const { advance, batches, send, left, settle, map } = await world();
    await map();
    await send(20, 'x'.repeat(500_000));
    advance(30_000);
    while ((await left()) > 0) await settle();
    expect(Math.max(...batches.map((batch) => JSON.stringify(batch).length))).toBeLessThan(6 * 2 ** 20);
  });

  it('tries again what the function returns as failed, or all where it fails, and gives up into the dead letters', async () => {
    let isBroken = false;
    const answer = ({ Records }: Batch) =>
      isBroken
        ? new Error('broken')
        : { batchItemFailures: Records.filter(({ body }) => body === 'x1').map(({ messageId }) => ({ itemIdentifier: messageId })) };
    const { advance, batches, send, left, settle, map } = await world(answer);
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await send(3);
    for (const rounds of [1, 2, 3, 4, 5]) {
      isBroken = rounds === 2;
      advance(30_000);
      await settle();
      advance(60_000);
      await settle();
    }
    expect(batches.map(({ Records }) => Records.map(({ body }) => body))).toEqual([['x0', 'x1', 'x2'], ['x1'], ['x1']]);
    expect([await left(), await left('dead')]).toEqual([0, 1]);
  });

  it('waits while the account has no place, and loses nothing', async () => {
    const { advance, batches, send, left, settle, map, world: local } = await world();
    setAccountConcurrency(local, 0);
    await map();
    await send(3);
    advance(30_000);
    await settle();
    expect([batches.length, await left()]).toEqual([0, 3]);
    setAccountConcurrency(local, 10);
    for (let i = 0; i < 5; i++) {
      advance(1000);
      await settle();
    }
    expect([batches.length, await left()]).toEqual([1, 0]);
  });
});
