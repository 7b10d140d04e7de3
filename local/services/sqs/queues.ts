import * as v from 'valibot';
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
export const needQueue = (world: World, url: string): Queue => needQueueByName(world, nameInUrl(url));

/** @throws AwsError QueueDoesNotExist */
export function needQueueByName(world: World, name: string): Queue {
  const queue = queues(world).get(name);
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
  RedrivePolicy: undefined,
  SqsManagedSseEnabled: 'true',
  KmsMasterKeyId: undefined,
  KmsDataKeyReusePeriodSeconds: undefined,
  VisibilityTimeout: '30',
};

export const attributeOf = ({ attributes }: Queue, name: string): string | undefined => attributes[name] ?? settable[name];
export const settableNames = Object.keys(settable);
/** An attribute in seconds, as milliseconds. */
export const msOf = (queue: Queue, name: 'MessageRetentionPeriod' | 'VisibilityTimeout'): number => Number(attributeOf(queue, name)) * 1000;

/** Where messages go that were received too often; undefined without a redrive policy. */
export function redriveOf({ attributes }: Queue): { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | undefined {
  const parsed = v.safeParse(redrivePolicy, attributes.RedrivePolicy);
  return parsed.success ? parsed.output : undefined;
}

const redrivePolicy = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    deadLetterTargetArn: v.pipe(v.string(), v.regex(/^arn:[^:]+:sqs:[^:]*:[^:]*:[\w-]+$/)),
    // The console writes a text, templates a number.
    maxReceiveCount: v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.integer(), v.minValue(1), v.maxValue(1000)),
  }),
);

/** @throws AwsError InvalidAttributeName, or InvalidAttributeValue for a policy that is no JSON, or a redrive policy that is none */
export function checkAttributes(attributes: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(attributes))
    if (!(name in settable)) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  if (attributes.RedrivePolicy && !v.is(redrivePolicy, attributes.RedrivePolicy))
    throw new AwsError(
      'InvalidAttributeValue',
      `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map of deadLetterTargetArn and maxReceiveCount.`,
    );
  try {
    JSON.parse(attributes.Policy || '{}');
  } catch {
    throw new AwsError('InvalidAttributeValue', 'Invalid value for the parameter Policy.');
  }
}
