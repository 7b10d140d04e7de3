import { AwsError } from '../errors.ts';
import { randomUuid } from '../ids.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { type EventSourceMapping, mappings, mappingView } from './event-source-mappings.ts';
import { changedMapping, checkMapping, mappingMembers } from './mapping-input.ts';
import { functionName } from './members.ts';
import { pollQueue } from './poll-queue.ts';
import { checkAccess } from './queue-batch.ts';
import { needFunction, readFunctionName } from './records.ts';

/** Lets a function get a queue's messages in batches. The function's role must be allowed to read the queue, as AWS asks at once. */
export const createEventSourceMapping = operation({
  name: 'CreateEventSourceMapping',
  input: {
    FunctionName: functionName,
    EventSourceArn: text({ ...required, pattern: 'arn:[^:]+:sqs:[^:]*:[^:]*:[\\w-]+' }),
    ...mappingMembers,
  },
  run: async ({ FunctionName, EventSourceArn, ...given }, { world }) => {
    const reference = readFunctionName(FunctionName);
    needFunction(world, reference);
    const queueName = EventSourceArn.slice(EventSourceArn.lastIndexOf(':') + 1);
    const same = mappings(world)
      .values()
      .find((one) => one.queueArn === EventSourceArn && one.reference.name === reference.name);
    if (same)
      throw new AwsError(
        'ResourceConflictException',
        `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" ${reference.name} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
        409,
        { Type: 'User' },
      );
    const modified = new Date(world.clock.now());
    const begun = { uuid: randomUuid(world.random), queueName, queueArn: EventSourceArn, reference, modified };
    const fresh: EventSourceMapping = { ...begun, enabled: true, batchSize: 10, windowSeconds: 0, reportsFailures: false };
    const mapping = changedMapping(fresh, given, modified);
    checkMapping(world, mapping);
    await checkAccess(world, mapping);
    mappings(world).set(mapping.uuid, mapping);
    pollQueue(world, mapping);
    return mappingView(world, mapping, 'Creating');
  },
});
