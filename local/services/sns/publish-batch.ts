import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { list, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { deliver } from './deliver.ts';
import { checkMessage, MAX_MESSAGE_BYTES, messageInput } from './message.ts';
import { topicOf } from './topics.ts';

/** Takes up to ten messages; each succeeds or fails by itself. */
export const publishBatch = operation({
  name: 'PublishBatch',
  input: { TopicArn: text(), PublishBatchRequestEntries: list(structure({ Id: text(), ...messageInput })) },
  run: async ({ TopicArn, PublishBatchRequestEntries: entries = [] }, { world }) => {
    const topic = topicOf(world, TopicArn);
    checkBatch(entries);
    const Successful: Record<string, unknown>[] = [];
    const Failed: Record<string, unknown>[] = [];
    let total = 0;
    const messages = entries.flatMap((entry) => {
      try {
        total += checkMessage(entry);
        return [entry];
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id: entry.Id, Code: error.name, Message: error.message, SenderFault: true });
        return [];
      }
    });
    if (total > MAX_MESSAGE_BYTES)
      throw new AwsError('BatchRequestTooLong', 'The length of all the messages put together is more than the limit.');
    for (const message of messages) {
      const MessageId = randomUuid(world.random);
      await deliver(world, topic, MessageId, message);
      Successful.push({ Id: message.Id, MessageId });
    }
    return { Successful, Failed };
  },
});

/** @throws EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId, BatchEntryIdsNotDistinct */
function checkBatch(entries: readonly { Id?: string }[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  if (entries.length > 10) throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  if (entries.some(({ Id = '' }) => !/^[A-Za-z0-9_-]{1,80}$/.test(Id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
}
