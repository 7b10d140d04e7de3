import { expect, it } from 'vitest';
import { createWorld } from '../../../../../local/server/create-world.ts';
import { MemoryStore } from '../../../../../local/store.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

it('a message that nobody takes from a queue rings its alarm once, and the alarm is over when the queue is empty', async () => {
  const clock = new VirtualClock(Date.parse('2026-11-21T01:27:46.300Z'));
  const live = createWorld({ dataDir: '/nowhere', clock, store: new MemoryStore() });
  const { world } = live;
  const changes: unknown[] = [];
  const emit = world.emit;
  (world as { emit: typeof emit }).emit = (event) => {
    if (event.source === 'aws.cloudwatch') changes.push((event.detail.state as { value: string }).value);
    emit(event);
  };
  await world.call('sqs', 'CreateQueue', { QueueName: 'dead' });
  await world.call('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'dead',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
  await clock.advance(1700);
  const QueueUrl = 'http://x/000000000000/dead';
  await world.call('sqs', 'SendMessage', { QueueUrl, MessageBody: 'lost' });
  await clock.advance(20 * 60_000);
  expect(changes).toEqual(['ALARM']);
  await world.call('sqs', 'PurgeQueue', { QueueUrl });
  await clock.advance(3 * 60_000);
  expect(changes).toEqual(['ALARM', 'OK']);
  await clock.advance(20 * 60_000);
  expect(changes).toEqual(['ALARM', 'OK']);
});
