import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { type FunctionReference, functionArn } from './records.ts';

/** A queue whose messages a function gets in batches. */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly queueName: string;
  readonly queueArn: string;
  readonly reference: FunctionReference;
  readonly enabled: boolean;
  readonly batchSize: number;
  /** Seconds that the first message of a batch waits for others. */
  readonly windowSeconds: number;
  /** How many batches run at a time; not there: as many as the account has left. */
  readonly maximumConcurrency?: number;
  readonly reportsFailures: boolean;
  readonly modified: Date;
}

export const mappings = (world: World): Table<EventSourceMapping> => world.store.table('lambda/event-source-mappings');

export const mappingArn = ({ partition, region, account }: World, uuid: string): string =>
  `arn:${partition}:lambda:${region}:${account}:event-source-mapping:${uuid}`;

/** @throws AwsError ResourceNotFoundException */
export function needMapping(world: World, uuid: string): EventSourceMapping {
  const found = mappings(world).get(uuid);
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404, { Type: 'User' });
}

/** A mapping as Create, Get, Update, Delete and List answer it. */
export const mappingView = (world: World, mapping: EventSourceMapping, State = mapping.enabled ? 'Enabled' : 'Disabled') => ({
  UUID: mapping.uuid,
  EventSourceMappingArn: mappingArn(world, mapping.uuid),
  EventSourceArn: mapping.queueArn,
  FunctionArn: functionArn(world, mapping.reference),
  BatchSize: mapping.batchSize,
  MaximumBatchingWindowInSeconds: mapping.windowSeconds,
  ...(mapping.maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }),
  FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
  State,
  StateTransitionReason: 'USER_INITIATED',
  LastModified: mapping.modified,
});
