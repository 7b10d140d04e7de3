import type { World } from '../../world.ts';
import type { AwsError } from '../errors.ts';
import { queueUrl } from '../sqs/queues.ts';
import type { BusEvent } from './event.ts';
import type { Rule, Target } from './records.ts';

/**
 * Sends an event that a target refused to the target's dead-letter queue, with attributes that say why (EventBridge User Guide, "Using
 * dead-letter queues to process undelivered events").
 * @throws AwsError of SendMessage, such as when the queue's policy does not know the rule
 */
export async function sendToQueue(world: World, rule: Rule, target: Target, event: BusEvent, error: AwsError): Promise<void> {
  const attributes = {
    RULE_ARN: rule.Arn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: errorCode(error),
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: '0',
  };
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
  const input = { QueueUrl: queueUrl(world, target.DeadLetterConfig?.Arn ?? ''), MessageBody: JSON.stringify(event), MessageAttributes };
  const asRule = { arn: rule.Arn, service: { principal: 'events.amazonaws.com', sourceArn: rule.Arn } };
  await world.call('sqs', 'SendMessage', input, asRule);
}

/** The guide's "Error codes": those of what refuses for good. */
function errorCode({ name }: AwsError): string {
  if (/^(AccessDenied|AuthorizationError)/.test(name)) return 'NO_PERMISSIONS';
  if (/NotFound|DoesNotExist/.test(name)) return 'NO_RESOURCE';
  return 'SDK_CLIENT_ERROR';
}
