import { sessionArn } from '../../iam/roles.ts';
import type { World } from '../../world.ts';
import { queueUrl } from '../sqs/queues.ts';
import { invokeSettings } from './event-invoke-configs.ts';
import { type FunctionReference, functionArn, latest } from './records.ts';

/** What is known of an event that Lambda gave up. */
export interface FailedEvent {
  readonly requestId: string;
  /** JSON texts. */
  readonly payload: string;
  readonly response: string;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded';
  readonly invokeCount: number;
  readonly version: string;
  /** The function's role: destinations are called with it. */
  readonly role: string;
}

/**
 * Sends the record of a failed event to the function's on-failure destination, as AWS shapes it (Developer Guide, "Capturing records of
 * Lambda asynchronous invocations").
 * @throws Error where there is no destination, for the world's owner to hear; AwsError of Publish or SendMessage
 */
export async function tellOfFailure(world: World, reference: FunctionReference, failed: FailedEvent): Promise<void> {
  const { onFailure } = invokeSettings(world, reference);
  if (!onFailure)
    throw new Error(`${reference.name} failed ${failed.invokeCount} times for one event, which is dropped: ${failed.response}`);
  const record = {
    version: '1.0',
    timestamp: new Date(world.clock.now()).toISOString(),
    requestContext: {
      requestId: failed.requestId,
      functionArn: functionArn(world, { name: reference.name, qualifier: reference.qualifier ?? latest }),
      condition: failed.condition,
      approximateInvokeCount: failed.invokeCount,
    },
    requestPayload: JSON.parse(failed.payload),
    responseContext: { statusCode: 200, executedVersion: failed.version, functionError: 'Unhandled' },
    responsePayload: JSON.parse(failed.response),
  };
  const asFunction = { arn: sessionArn(world, failed.role, reference.name), roleArn: failed.role };
  const text = JSON.stringify(record);
  if (onFailure.split(':')[2] === 'sqs') {
    await world.call('sqs', 'SendMessage', { QueueUrl: queueUrl(world, onFailure), MessageBody: text }, asFunction);
  } else {
    await world.call('sns', 'Publish', { TopicArn: onFailure, Message: text }, asFunction);
  }
}
