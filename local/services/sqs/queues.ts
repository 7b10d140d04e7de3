import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

export interface Queue {
  readonly name: string;
  /** As SetQueueAttributes left them; what is not there has SQS's default. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly created: Date;
  readonly modified: Date;
}

export const queues = (world: World): Table<Queue> => world.store.table('sqs/queues');

export const queueArn = ({ partition, region, account }: World, name: string): string =>
  `arn:${partition}:sqs:${region}:${account}:${name}`;

/** The address of a queue, by its name or ARN: on this world's port, whatever that is today. */
export const queueUrl = (world: World, nameOrArn: string): string =>
  `${world.endpointUrl}/${world.account}/${nameOrArn.slice(nameOrArn.lastIndexOf(':') + 1)}`;

/** The name in a queue's URL. Its host does not count: a world that started again has another port. */
export const nameInUrl = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

/** @throws AwsError QueueDoesNotExist */
export function needQueue(world: World, url: string): Queue {
  const queue = queues(world).get(nameInUrl(url));
  if (queue) return queue;
  throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

/** Every attribute that can be set, with its default (API reference, SetQueueAttributes). */
const settable: Readonly<Record<string, string | undefined>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  Policy: undefined,
  ReceiveMessageWaitTimeSeconds: '0',
  SqsManagedSseEnabled: 'true',
  KmsMasterKeyId: undefined,
  KmsDataKeyReusePeriodSeconds: undefined,
  VisibilityTimeout: '30',
};

export const attributeOf = ({ attributes }: Queue, name: string): string | undefined => attributes[name] ?? settable[name];
export const settableNames = Object.keys(settable);
/** An attribute in seconds, as milliseconds. */
export const msOf = (queue: Queue, name: 'MessageRetentionPeriod' | 'VisibilityTimeout'): number => Number(attributeOf(queue, name)) * 1000;

/** @throws AwsError InvalidAttributeName, or InvalidAttributeValue for a policy that is no JSON */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(attributes))
    if (!(name in settable)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  try {
    JSON.parse(attributes.Policy || '{}');
  } catch {
    throw new AwsError('InvalidAttributeValue', 'Invalid value for the parameter Policy.');
  }
}
