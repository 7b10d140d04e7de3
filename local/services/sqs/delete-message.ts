import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { readMessage, removeMessage } from './messages.ts';
import { measure } from './metrics.ts';
import { needQueue } from './queues.ts';

/** Removes a received message. One that is gone, or was received again since, is no error. */
export const deleteMessage = operation({
  name: 'DeleteMessage',
  input: { QueueUrl: text(required), ReceiptHandle: text(required) },
  run: ({ QueueUrl, ReceiptHandle }, { world }) => {
    const queue = needQueue(world, QueueUrl);
    const [id = '', secret] = ReceiptHandle.split('.');
    if (!secret) throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`);
    const message = readMessage(world, id);
    if (message?.queue === queue.name && message.receipt === ReceiptHandle) {
      removeMessage(world, queue, id);
      measure(world, queue.name);
    }
    return {};
  },
});
