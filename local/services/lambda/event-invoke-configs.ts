import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { type FunctionReference, functionArn, functionKey, latest } from './records.ts';

/** What PutFunctionEventInvokeConfig stored for a function or a version. */
export interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  /** ARN of an SNS topic or an SQS queue. */
  readonly onFailure?: string;
  readonly lastModified: Date;
}

export const eventInvokeConfigs = (world: World): Table<EventInvokeConfig> => world.store.table('lambda/event-invoke-configs');
export const eventInvokeKey = ({ name, qualifier = latest }: FunctionReference): string => functionKey(name, qualifier);

/** Lambda's defaults where nothing was put: two retries, six hours. */
export function invokeSettings(world: World, reference: FunctionReference) {
  const config = eventInvokeConfigs(world).get(eventInvokeKey(reference));
  return {
    retries: config?.MaximumRetryAttempts ?? 2,
    maxAgeMs: (config?.MaximumEventAgeInSeconds ?? 21_600) * 1000,
    onFailure: config?.onFailure,
  };
}

/** @throws AwsError ResourceNotFoundException */
export function needEventInvokeConfig(world: World, reference: FunctionReference): EventInvokeConfig {
  const config = eventInvokeConfigs(world).get(eventInvokeKey(reference));
  if (config) return config;
  throw new AwsError('ResourceNotFoundException', `The function ${arnOf(world, reference)} doesn't have an EventInvokeConfig`, 404);
}

/** As Get and Put answer it. */
export const eventInvokeView = (world: World, reference: FunctionReference, { lastModified, onFailure, ...limits }: EventInvokeConfig) => ({
  LastModified: lastModified,
  FunctionArn: arnOf(world, reference),
  ...limits,
  DestinationConfig: { OnSuccess: {}, OnFailure: onFailure ? { Destination: onFailure } : {} },
});

const arnOf = (world: World, { name, qualifier = latest }: FunctionReference) => functionArn(world, { name, qualifier });
