import { compilePattern } from '../events/pattern.ts';
import { invalidParameter } from './errors.ts';

const known = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'DeliveryPolicy', 'RedrivePolicy', 'SubscriptionRoleArn'];

/** @throws InvalidParameter for an attribute SNS does not know, or a filter policy that cannot be read */
export function checkSubscriptionAttribute(name: string, value: string): void {
  if (!known.includes(name)) throw invalidParameter('AttributeName');
  if (name === 'FilterPolicyScope' && value !== 'MessageAttributes' && value !== 'MessageBody') {
    throw invalidParameter(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`);
  }
  if (name === 'RedrivePolicy' && value !== '') deadLetterQueue(value);
  if (name !== 'FilterPolicy' || value === '') return;
  try {
    compilePattern(value);
  } catch (error) {
    throw invalidParameter(`FilterPolicy: ${(error as Error).message}`);
  }
}

/** The ARN of the queue in a redrive policy. @throws InvalidParameter */
export function deadLetterQueue(policy: string): string {
  let arn: unknown;
  try {
    arn = (JSON.parse(policy) as { deadLetterTargetArn?: unknown }).deadLetterTargetArn;
  } catch {
    throw invalidParameter('RedrivePolicy: failed to parse JSON.');
  }
  if (typeof arn === 'string' && /^arn:[^:]+:sqs:/.test(arn)) return arn;
  throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
}
