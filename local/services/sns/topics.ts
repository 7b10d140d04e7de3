import type { World } from '../../world.ts';
import { pageOf } from '../paging.ts';
import { invalidParameter, topicNotFound } from './errors.ts';

export interface TopicRecord {
  readonly arn: string;
  readonly name: string;
  /** DisplayName, Policy, … as SetTopicAttributes left them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SubscriptionRecord {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** FilterPolicy, RawMessageDelivery, … */
  readonly attributes: Readonly<Record<string, string>>;
  /** Until it is confirmed: what the link in the confirmation mail carries. */
  readonly pending?: { readonly token: string; readonly expires: Date };
}

export function topicTable(world: World) {
  return world.store.table<TopicRecord>('sns/topics');
}

export function subscriptionTable(world: World) {
  return world.store.table<SubscriptionRecord>('sns/subscriptions');
}

/** @throws InvalidParameter for what is no topic ARN, NotFound */
export function topicOf(world: World, arn: string | undefined): TopicRecord {
  if (!arn) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  if (arn.split(':').length !== 6 || !arn.startsWith('arn:')) {
    throw invalidParameter(`TopicArn Reason: An ARN must have at least 6 elements, not ${arn.split(':').length}`);
  }
  const topic = topicTable(world).get(arn);
  if (!topic) throw topicNotFound();
  return topic;
}

/** The subscriptions of a topic (or of all); those whose link ran out after two days are forgotten, as SNS does. */
export function subscriptionsOf(world: World, topicArn?: string): SubscriptionRecord[] {
  const table = subscriptionTable(world);
  const now = world.clock.now();
  return table
    .values()
    .filter(({ arn, pending }) => !(pending && pending.expires.getTime() < now && table.delete(arn)))
    .filter((subscription) => topicArn === undefined || subscription.topicArn === topicArn)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

/** A page of a hundred, as every List operation of SNS gives. @throws InvalidParameter for a token that is none of this list */
export function page<T>(
  of: string,
  { NextToken, ...asked }: { readonly NextToken?: string },
  items: readonly T[],
  arn: (item: T) => string,
): { items: T[]; next: { NextToken?: string } } {
  const refusal = () => invalidParameter('NextToken');
  const { items: given, next } = pageOf({ of, asked, items, place: (item) => [arn(item)], size: 100, token: NextToken, refusal });
  return { items: given, next: next === undefined ? {} : { NextToken: next } };
}
