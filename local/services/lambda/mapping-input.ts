import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { flag, list, number, structure, text } from '../input.ts';
import { attributeOf, queues } from '../sqs/queues.ts';
import type { EventSourceMapping } from './event-source-mappings.ts';
import { needFunction } from './records.ts';

/** What a mapping of a queue may be made or changed with. */
export const mappingMembers = {
  Enabled: flag(),
  BatchSize: number({ integer: true, min: 1, max: 10_000 }),
  MaximumBatchingWindowInSeconds: number({ integer: true, min: 0, max: 300 }),
  ScalingConfig: structure({ MaximumConcurrency: number({ integer: true, min: 2, max: 1000 }) }),
  FunctionResponseTypes: list(text({ of: ['ReportBatchItemFailures'] }), { max: 1 }),
} as const;

interface Given {
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly FunctionResponseTypes?: readonly string[];
}

/** The mapping with what was given. */
export const changedMapping = (mapping: EventSourceMapping, given: Given, modified: Date): EventSourceMapping => ({
  ...mapping,
  enabled: given.Enabled ?? mapping.enabled,
  batchSize: given.BatchSize ?? mapping.batchSize,
  windowSeconds: given.MaximumBatchingWindowInSeconds ?? mapping.windowSeconds,
  maximumConcurrency: given.ScalingConfig ? given.ScalingConfig.MaximumConcurrency : mapping.maximumConcurrency,
  reportsFailures: given.FunctionResponseTypes ? given.FunctionResponseTypes.length > 0 : mapping.reportsFailures,
  modified,
});

/** @throws AwsError for a queue that is not there or too impatient, and for large batches that nobody waits for */
export function checkMapping(world: World, { queueName, reference, batchSize, windowSeconds }: EventSourceMapping): void {
  const queue = queues(world).get(queueName);
  if (!queue)
    throw invalid(
      `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.`,
    );
  const visibility = Number(attributeOf(queue, 'VisibilityTimeout'));
  const { timeout } = needFunction(world, reference);
  if (visibility < timeout)
    throw invalid(`Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`);
  if (batchSize > 10 && windowSeconds === 0)
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' });
