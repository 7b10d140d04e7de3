import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { clientOptions, temporaryFolder, testWorld } from '../../helpers/world.ts';

describe('logs', () => {
  it('keeps what was put, in order, over a restart', async () => {
    const dataDir = temporaryFolder();
    const first = await testWorld({ dataDir });
    const logs = new CloudWatchLogsClient(clientOptions(first));
    const at = { logGroupName: '/aws/lambda/x', logStreamName: 's/1' };
    await logs.send(new CreateLogGroupCommand(at));
    await logs.send(new CreateLogStreamCommand(at));
    await logs.send(
      new PutLogEventsCommand({
        ...at,
        logEvents: [
          { timestamp: 1000, message: 'a' },
          { timestamp: 2000, message: 'b\nc' },
        ],
      }),
    );
    await first.stop();
    const again = new CloudWatchLogsClient(clientOptions(await testWorld({ dataDir })));
    const { events } = await again.send(new GetLogEventsCommand({ ...at, startFromHead: true }));
    expect(events?.map(({ timestamp, message }) => [timestamp, message])).toEqual([
      [1000, 'a'],
      [2000, 'b\nc'],
    ]);
  });

  it('makes group and stream for lines of its own services', async () => {
    const runtime = await testWorld();
    runtime.world.log('/aws/codebuild/p', 'build', ['one', 'two']);
    const logs = new CloudWatchLogsClient(clientOptions(runtime));
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws/code' }));
    expect(logGroups?.map((group) => group.arn)).toEqual(['arn:aws:logs:us-east-1:000000000000:log-group:/aws/codebuild/p:*']);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: '/aws/codebuild/p', orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.[0]).toMatchObject({ logStreamName: 'build', lastEventTimestamp: expect.any(Number) });
  });

  it('pages forward and backward, and returns the same token at an end', async () => {
    const runtime = await testWorld();
    runtime.world.log('g', 's', ['1', '2', '3', '4', '5']);
    const logs = new CloudWatchLogsClient(clientOptions(runtime));
    const get = (more: object) => logs.send(new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's', limit: 2, ...more }));
    const tail = await get({});
    expect(tail.events?.map((event) => event.message)).toEqual(['4', '5']);
    const before = await get({ nextToken: tail.nextBackwardToken });
    expect(before.events?.map((event) => event.message)).toEqual(['2', '3']);
    const end = await get({ nextToken: tail.nextForwardToken });
    expect(end).toMatchObject({ events: [], nextForwardToken: tail.nextForwardToken });
    runtime.world.log('g', 's', ['6']);
    expect((await get({ nextToken: end.nextForwardToken })).events?.map((event) => event.message)).toEqual(['6']);
  });

  it('keeps the last 8 to 16 MB of a stream, says how much went before, and answers 1 MB at a time', async () => {
    const dataDir = temporaryFolder();
    const runtime = await testWorld({ dataDir });
    const logs = new CloudWatchLogsClient(clientOptions(runtime));
    const get = (more: object = {}) => logs.send(new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's', ...more }));
    const write = (from: number, to: number) => {
      for (let i = from; i < to; i++) runtime.world.log('g', 's', [`${i}`.padEnd(2 ** 18, '.')]);
    };
    write(0, 10);
    const { nextForwardToken } = await get({ startFromHead: true, limit: 10 });
    write(10, 100);

    expect((await get()).events?.map(({ message }) => Number.parseInt(message ?? '', 10))).toEqual([96, 97, 98, 99]);
    const { events = [] } = await get({ startFromHead: true });
    expect(events[0]?.message).toBe(
      '[Trainyard] 64 earlier lines were left out: the local world keeps the last 8 MB of a log stream, and up to as much before them.',
    );
    expect(events[1]?.message).toMatch(/^64\./);
    // A reader that lags behind goes on with what is still here.
    expect((await get({ nextToken: nextForwardToken })).events?.[1]?.message).toMatch(/^64\./);
    expect((await get({ nextToken: 'f/00000000000000000098/s' })).events?.map(({ message }) => message?.slice(0, 3))).toEqual([
      '98.',
      '99.',
    ]);
    const files = readdirSync(join(dataDir, 'logs/g')).map((name) => statSync(join(dataDir, 'logs/g', name)).size);
    expect(Math.max(...files)).toBeLessThan(9 * 2 ** 20);
    await runtime.stop();
    const again = await testWorld({ dataDir });
    const kept = await again.world.call<{ events: { message: string }[] }>('logs', 'FilterLogEvents', { logGroupName: 'g' });
    expect(kept.events.map(({ message }) => Number.parseInt(message, 10))).toEqual(Array.from({ length: 36 }, (_, i) => i + 64));
    await again.world.call('logs', 'DeleteLogGroup', { logGroupName: 'g' });
    expect(existsSync(join(dataDir, 'logs/g')) ? readdirSync(join(dataDir, 'logs/g')) : []).toEqual([]);
  });

  it('filters by terms, time and stream over all streams', async () => {
    const runtime = await testWorld();
    runtime.world.log('g', 'one', ['ERROR disk full', 'fine']);
    runtime.world.log('g', 'two', ['ERROR net']);
    const logs = new CloudWatchLogsClient(clientOptions(runtime));
    const filter = async (more: object) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName: 'g', ...more }))).events?.map((event) => event.message);
    expect(await filter({ filterPattern: 'ERROR -net' })).toEqual(['ERROR disk full']);
    expect(await filter({ filterPattern: '?"disk full" ?fine' })).toEqual(['ERROR disk full', 'fine']);
    expect(await filter({ logStreamNamePrefix: 'tw' })).toEqual(['ERROR net']);
    expect(await filter({ startTime: runtime.world.clock.now() + 1000 })).toEqual([]);
    await expect(filter({ filterPattern: '{ $.level = "x" }' })).rejects.toThrow('terms only');
  });

  it('answers what is not there, is there already, or is out of order with AWS errors', async () => {
    const runtime = await testWorld();
    const logs = new CloudWatchLogsClient(clientOptions(runtime));
    await expect(logs.send(new GetLogEventsCommand({ logGroupName: 'no', logStreamName: 's' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }));
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await logs.send(new CreateLogStreamCommand({ logGroupName: 'g', logStreamName: 's' }));
    const logEvents = [
      { timestamp: 2, message: 'b' },
      { timestamp: 1, message: 'a' },
    ];
    await expect(logs.send(new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents }))).rejects.toThrow(
      'chronological order',
    );
    await expect(logs.send(new PutRetentionPolicyCommand({ logGroupName: 'g', retentionInDays: 2 }))).rejects.toThrow('must be one of');
    await logs.send(new DeleteLogGroupCommand({ logGroupName: 'g' }));
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: 'g' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('removes streams older than the retention when the world starts', async () => {
    const dataDir = temporaryFolder();
    const old = await testWorld({ dataDir, clock: { now: () => 1000, after: () => ({ cancel() {} }) } });
    old.world.log('g', 'old', ['gone']);
    await old.world.call('logs', 'PutRetentionPolicy', { logGroupName: 'g', retentionInDays: 1 });
    await old.stop();
    const { world } = await testWorld({ dataDir });
    expect(await world.call('logs', 'DescribeLogStreams', { logGroupName: 'g' })).toEqual({ logStreams: [] });
  });
});
