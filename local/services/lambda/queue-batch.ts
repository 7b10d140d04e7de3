import { delay } from '../../clock.ts';
import { sessionArn } from '../../iam/roles.ts';
import type { Caller, World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { attributeOf, needQueueByName, queueUrl } from '../sqs/queues.ts';
import { type EventSourceMapping, mappingArn } from './event-source-mappings.ts';
import { functionArn, needFunction } from './records.ts';

/** Lambda's limit for a synchronous call, which a batch is, less what stands around its records. */
const bytesAtMost = 6 * 1024 * 1024 - 100;

interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>>;
}

/** Under the function's role, as Lambda reads a queue. */
function asFunction(world: World, { reference }: EventSourceMapping): Caller {
  const { role } = needFunction(world, reference);
  return { arn: sessionArn(world, role, reference.name), roleArn: role };
}

/** @throws AwsError where the function's role may not read the queue's attributes: AWS asks when a mapping is made */
export async function checkAccess(world: World, mapping: EventSourceMapping): Promise<void> {
  const input = { QueueUrl: queueUrl(world, mapping.queueName), AttributeNames: ['All'] };
  await world.call('sqs', 'GetQueueAttributes', input, asFunction(world, mapping));
}

/**
 * Takes one batch through the function and removes what it did not return as failed. What is left shows again after the queue's visibility
 * timeout. `isFull`: more may wait than one batch takes.
 */
export async function runBatch(world: World, mapping: EventSourceMapping): Promise<{ readonly isFull: boolean }> {
  const { messages, isFull } = await receive(world, mapping);
  const caller = asFunction(world, mapping);
  // One call, unless the messages that were received last are large.
  for (const part of partsOf(world, mapping, messages)) {
    const failed = failures(await invoke(world, mapping, part), mapping, part);
    for (const { MessageId, ReceiptHandle } of part)
      if (!failed.has(MessageId))
        await world.call('sqs', 'DeleteMessage', { QueueUrl: queueUrl(world, mapping.queueName), ReceiptHandle }, caller);
  }
  return { isFull };
}

const sizeOf = (world: World, mapping: EventSourceMapping, message: Received): number =>
  Buffer.byteLength(JSON.stringify(record(world, mapping, message))) + 1;

function partsOf(world: World, mapping: EventSourceMapping, messages: readonly Received[]): Received[][] {
  const parts: Received[][] = [];
  let room = 0;
  for (const message of messages) {
    const size = sizeOf(world, mapping, message);
    if (size > room) {
      parts.push([]);
      room = bytesAtMost;
    }
    parts.at(-1)?.push(message);
    room -= size;
  }
  return parts;
}

async function receive(world: World, mapping: EventSourceMapping): Promise<{ messages: Received[]; isFull: boolean }> {
  const caller = asFunction(world, mapping);
  const messages: Received[] = [];
  let bytes = 0;
  // Room for ten more like those so far.
  while (messages.length < mapping.batchSize && bytes + (10 * bytes) / (messages.length || 1) < bytesAtMost) {
    const input = {
      QueueUrl: queueUrl(world, mapping.queueName),
      MaxNumberOfMessages: Math.min(10, mapping.batchSize - messages.length),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const { Messages = [] } = await world.call<{ Messages?: Received[] }>('sqs', 'ReceiveMessage', input, caller);
    if (Messages.length === 0) return { messages, isFull: false };
    messages.push(...Messages);
    bytes += Messages.reduce((sum, message) => sum + sizeOf(world, mapping, message), 0);
  }
  return { messages, isFull: true };
}

/** The function's answer; undefined where it failed. Throttled, the batch waits for as long as its messages are hidden. */
async function invoke(world: World, mapping: EventSourceMapping, messages: readonly Received[]): Promise<string | undefined> {
  const Records = messages.map((message) => record(world, mapping, message));
  const input = { FunctionName: functionArn(world, mapping.reference), Payload: Buffer.from(JSON.stringify({ Records })) };
  // No permission of the function is asked for: whoever may make the mapping may let it be called.
  const asMapping: Caller = { arn: mappingArn(world, mapping.uuid) };
  const until = world.clock.now() + Number(attributeOf(needQueueByName(world, mapping.queueName), 'VisibilityTimeout')) * 500;
  for (let pause = 1000; ; pause = Math.min(2 * pause, 5000)) {
    try {
      const answer = await world.call<{ FunctionError?: string; Payload?: Uint8Array }>('lambda', 'Invoke', input, asMapping);
      return answer.FunctionError ? undefined : Buffer.from(answer.Payload ?? []).toString();
    } catch (error) {
      if (!(error instanceof AwsError) || error.name !== 'TooManyRequestsException' || world.clock.now() + pause > until) throw error;
      await delay(world.clock, pause);
    }
  }
}

/** Ids of the messages that stay: all where the function failed or answers nonsense (Developer Guide, "Reporting batch item failures"). */
function failures(answer: string | undefined, { reportsFailures }: EventSourceMapping, messages: readonly Received[]): Set<string> {
  const all = new Set(messages.map(({ MessageId }) => MessageId));
  if (answer === undefined) return all;
  if (!reportsFailures) return new Set();
  const { batchItemFailures = [] } = (JSON.parse(answer || 'null') ?? {}) as { batchItemFailures?: unknown };
  if (!Array.isArray(batchItemFailures)) return all;
  const ids = batchItemFailures.map((item) => (item as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id) => typeof id === 'string' && all.has(id)) ? new Set(ids as string[]) : all;
}

/** A message as the function gets it (Developer Guide, "Example Amazon SQS message event"). */
function record(world: World, mapping: EventSourceMapping, message: Received) {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { stringValue: StringValue, binaryValue: BinaryValue, stringListValues: [], binaryListValues: [], dataType: DataType },
  ]);
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: mapping.queueArn,
    awsRegion: world.region,
  };
}
