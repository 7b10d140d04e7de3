import { compilePattern } from '../events/pattern.ts';
import { type Message, textFor } from './message.ts';
import type { SubscriptionRecord } from './topics.ts';

/** Whether a subscription's filter policy lets a message through. The policies are event patterns, over attributes or over the body. */
export function passes(subscription: SubscriptionRecord, message: Message): boolean {
  const { FilterPolicy, FilterPolicyScope } = subscription.attributes;
  if (!FilterPolicy) return true;
  const matches = compilePattern(FilterPolicy) as (event: unknown) => boolean;
  if (FilterPolicyScope !== 'MessageBody') return matches(values(message));
  try {
    const body = JSON.parse(textFor(message, subscription.protocol));
    return typeof body === 'object' && body !== null && matches(body);
  } catch {
    return false; // a body filter lets no message through that is no JSON
  }
}

function values({ MessageAttributes = {} }: Message): Record<string, unknown> {
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType = '', StringValue = '' }]) => {
    if (DataType.startsWith('Number')) return [name, Number(StringValue)];
    return [name, DataType === 'String.Array' ? listOf(StringValue) : StringValue];
  });
  return Object.fromEntries(attributes);
}

function listOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
