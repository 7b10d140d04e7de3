import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, it, onTestFinished } from 'vitest';
import type { World } from '../../../../../local/world.ts';
import { handClock } from '../../helpers/hand-clock.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';

async function queue(options: Parameters<typeof testWorld>[0] = {}, Attributes?: Record<string, string>) {
  const runtime = await testWorld(options);
  const sqs = new SQSClient(clientOptions(runtime));
  onTestFinished(() => sqs.destroy());
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters', Attributes }));
  const attributes = async (...AttributeNames: string[]) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: AttributeNames as ['All'] }))).Attributes;
  const receive = async (more: object = {}) =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
  return {
    runtime,
    sqs,
    QueueUrl,
    attributes,
    receive,
    send: (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody })),
  };
}

it('hands a message out with its attributes, hides it meanwhile, and forgets it when it is deleted', async () => {
  const { clock, advance } = handClock('2026-11-21T06:16:01Z');
  const { sqs, QueueUrl, attributes, receive } = await queue({ clock });
  const MessageAttributes = {
    ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' },
    raw: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
  };
  // The client checks the body's checksum itself.
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'héllo', MessageAttributes }));
  const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
  expect(message).toMatchObject({
    MessageId,
    Body: 'héllo',
    Attributes: { SenderId: '000000000000', ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
    MessageAttributes: { ERROR_CODE: { DataType: 'String', StringValue: 'NO_RESOURCE' }, raw: { BinaryValue: new Uint8Array([1, 2]) } },
  });
  expect(await receive()).toEqual([]);
  expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
  advance(30_000);
  const [again] = await receive({ MessageAttributeNames: ['ra.*'] });
  expect(again?.Attributes).toBeUndefined();
  expect(Object.keys(again?.MessageAttributes ?? {})).toEqual(['raw']);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  expect(await attributes('All')).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
});

it('gives messages oldest first, forgets those past their retention, and all when purged', async () => {
  const { clock, advance } = handClock('2026-11-21T06:16:01Z');
  const { sqs, QueueUrl, receive, send } = await queue({ clock }, { MessageRetentionPeriod: '60' });
  await send('one');
  advance(40_000);
  await send('two');
  expect((await receive({ VisibilityTimeout: 0 })).map(({ Body }) => Body)).toEqual(['one', 'two']);
  advance(20_000);
  expect((await receive({ VisibilityTimeout: 0 })).map(({ Body }) => Body)).toEqual(['two']);
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await receive()).toEqual([]);
});

it('is made once, found by its name, changed, and deleted', async () => {
  const { sqs, QueueUrl, attributes, send } = await queue({}, { MessageRetentionPeriod: '1209600' });
  await sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters' }));
  const other = sqs.send(new CreateQueueCommand({ QueueName: 'dead-letters', Attributes: { MessageRetentionPeriod: '60' } }));
  await expect(other).rejects.toMatchObject({ name: 'QueueNameExists' });
  expect(await sqs.send(new GetQueueUrlCommand({ QueueName: 'dead-letters' }))).toMatchObject({ QueueUrl });
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'dead' }))).QueueUrls).toEqual([QueueUrl]);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }));
  expect(await attributes('QueueArn', 'VisibilityTimeout', 'MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Policy')).toEqual({
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
    VisibilityTimeout: '5',
    MessageRetentionPeriod: '1209600',
    SqsManagedSseEnabled: 'true',
  });
  await expect(attributes('Colour')).rejects.toMatchObject({ name: 'InvalidAttributeName', message: 'Unknown Attribute Colour.' });
  const wrong = sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Colour: 'red' } as object }));
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidAttributeName' });
  await send('x');
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await expect(send('y')).rejects.toMatchObject({ name: 'QueueDoesNotExist', message: 'The specified queue does not exist.' });
});

it.each([
  ['a name with a dot', 'CreateQueue', { QueueName: 'a.b' }, 'InvalidParameterValue'],
  ['a .fifo name', 'CreateQueue', { QueueName: 'a.fifo' }, 'InvalidParameterValue'],
  ['a policy that is no JSON', 'CreateQueue', { QueueName: 'a', Attributes: { Policy: '{' } }, 'InvalidAttributeValue'],
  ['an empty body', 'SendMessage', { QueueUrl: 'http://x/0/dead-letters', MessageBody: '' }, 'MissingParameter'],
  ['a body of 2 MB', 'SendMessage', { QueueUrl: 'http://x/0/dead-letters', MessageBody: 'x'.repeat(2 << 20) }, 'InvalidParameterValue'],
  ['a made-up receipt', 'DeleteMessage', { QueueUrl: 'http://x/0/dead-letters', ReceiptHandle: 'x' }, 'ReceiptHandleIsInvalid'],
])('refuses %s', async (_, operation, input, name) => {
  const { runtime } = await queue();
  await expect(runtime.world.call('sqs', operation, input)).rejects.toMatchObject({ name });
});

it('lets a service send only where the queue has a policy for it', async () => {
  const { runtime, sqs, QueueUrl, receive } = await queue();
  const by = (sourceArn: string) => ({ arn: sourceArn, service: { principal: 'sns.amazonaws.com', sourceArn } });
  const send = (sourceArn: string) => runtime.world.call('sqs', 'SendMessage', { QueueUrl, MessageBody: sourceArn }, by(sourceArn));
  await expect(send('arn:aws:sns:us-east-1:000000000000:launch')).rejects.toThrow(/no resource-based policy allows the sqs:SendMessage/);
  const statement = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' };
  const Condition = { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:000000000000:launch' } };
  const Policy = JSON.stringify({ Statement: [{ ...statement, Condition }] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await send('arn:aws:sns:us-east-1:000000000000:launch');
  await expect(send('arn:aws:sns:us-east-1:000000000000:other')).rejects.toThrow(/not authorized/);
  expect(await receive()).toHaveLength(1);
});

const alarmState = async (world: World) =>
  (await world.call<{ MetricAlarms: [{ StateValue: string }] }>('cloudwatch', 'DescribeAlarms', {})).MetricAlarms[0].StateValue;

it('an alarm on its visible messages rings at once, goes on while there are any, and ends', async () => {
  const { clock, advance } = handClock('2026-11-21T06:16:01Z');
  const { runtime, sqs, QueueUrl, send } = await queue({ clock });
  const { world } = runtime;
  await world.call('cloudwatch', 'PutMetricAlarm', {
    AlarmName: 'dead-letters',
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: 'dead-letters' }],
    Statistic: 'Maximum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  });
  await send('x');
  expect(await alarmState(world)).toBe('ALARM');
  for (let minute = 0; minute < 5; minute++) {
    advance(60_000);
    await new Promise(setImmediate);
  }
  expect(await alarmState(world)).toBe('ALARM');
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  advance(120_000);
  await new Promise(setImmediate);
  expect(await alarmState(world)).toBe('OK');
});
