import { compilePattern } from '../events/pattern.ts';
import { invalidParameter } from './errors.ts';

const known = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'DeliveryPolicy', 'RedrivePolicy', 'SubscriptionRoleArn'];

/** @throws InvalidParameter for an attribute SNS does not know, or a filter policy that cannot be read */
export function checkSubscriptionAttribute(name: string, value: string): void {
  if (!known.includes(name)) throw invalidParameter('AttributeName');
  if (name === 'FilterPolicyScope' && value !== 'MessageAttributes' && value !== 'MessageBody') {
    throw invalidParameter(`FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`);
  }
  if (name !== 'FilterPolicy' || value === '') return;
  try {
    compilePattern(value);
  } catch (error) {
    throw invalidParameter(`FilterPolicy: ${(error as Error).message}`);
  }
}
