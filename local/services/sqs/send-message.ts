import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { any, map, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { md5, md5OfAttributes } from './checksum.ts';
import { type MessageAttribute, putMessage } from './messages.ts';
import { measure } from './metrics.ts';
import { attributeOf, needQueue } from './queues.ts';

const attribute = structure({ DataType: text(required), StringValue: text(), BinaryValue: any() });

/** Takes a message, on disk before this answers. */
export const sendMessage = operation({
  name: 'SendMessage',
  input: {
    QueueUrl: text(required),
    MessageBody: text(required),
    DelaySeconds: number({ integer: true, min: 0, max: 900 }),
    MessageAttributes: map(attribute, { max: 10 }),
  },
  run: ({ QueueUrl, MessageBody, DelaySeconds, MessageAttributes = {} }, { world, caller }) => {
    const queue = needQueue(world, QueueUrl);
    const limit = Number(attributeOf(queue, 'MaximumMessageSize'));
    if (MessageBody === '') throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    if (sizeOf(MessageBody, MessageAttributes as Record<string, MessageAttribute>) > limit)
      throw new AwsError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
      );
    const id = randomUuid(world.random);
    const sent = world.clock.now();
    const delay = DelaySeconds ?? Number(attributeOf(queue, 'DelaySeconds'));
    const attributes = MessageAttributes as Record<string, MessageAttribute>;
    putMessage(world, {
      id,
      queue: queue.name,
      body: MessageBody,
      attributes,
      sender: caller.arn,
      sent,
      visibleAt: sent + delay * 1000,
      receives: 0,
    });
    measure(world, queue.name);
    return { MessageId: id, MD5OfMessageBody: md5(MessageBody), MD5OfMessageAttributes: md5OfAttributes(attributes) };
  },
});

/** Bytes of a message: its body, and each attribute's name, type and value. */
function sizeOf(body: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  const parts = Object.entries(attributes).flatMap(([name, { DataType, StringValue = '' }]) => [name, DataType, StringValue]);
  const binary = Object.values(attributes).reduce((sum, { BinaryValue = '' }) => sum + Buffer.from(BinaryValue, 'base64').length, 0);
  return Buffer.byteLength([body, ...parts].join('')) + binary;
}
