import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

export interface LogGroup {
  readonly logGroupName: string;
  readonly arn: string;
  readonly creationTime: number;
  readonly retentionInDays?: number;
}

export interface LogStream {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly arn: string;
  readonly creationTime: number;
}

export const groups = (world: World): Table<LogGroup> => world.store.table('logs/groups');
const streams = (world: World): Table<LogStream> => world.store.table('logs/streams');
/** Neither name may hold a colon, so that it separates them. */
const streamKey = (group: string, stream: string) => `${group}:${stream}`;

export function makeGroup(world: World, name: string): LogGroup {
  const arn = `arn:${world.partition}:logs:${world.region}:${world.account}:log-group:${name}:*`;
  const group = { logGroupName: name, arn, creationTime: world.clock.now() };
  groups(world).set(name, group);
  return group;
}

export function makeStream(world: World, group: string, name: string): void {
  const arn = `arn:${world.partition}:logs:${world.region}:${world.account}:log-group:${group}:log-stream:${name}`;
  const stream = { logGroupName: group, logStreamName: name, arn, creationTime: world.clock.now() };
  streams(world).set(streamKey(group, name), stream);
}

export const streamOf = (world: World, group: string, name: string): LogStream | undefined => streams(world).get(streamKey(group, name));

export const streamsOf = (world: World, group: string): LogStream[] =>
  streams(world)
    .values()
    .filter((stream) => stream.logGroupName === group);

export const forgetStream = (world: World, group: string, name: string): boolean => streams(world).delete(streamKey(group, name));

/** @throws AwsError ResourceNotFoundException */
export function needGroup(world: World, name: string): LogGroup {
  const group = groups(world).get(name);
  if (!group) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

/** @throws AwsError ResourceNotFoundException */
export function needStream(world: World, group: string, name: string): LogStream {
  needGroup(world, group);
  const stream = streamOf(world, group, name);
  if (!stream) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}

/** Both members name a group: newer clients send the ARN. */
export function groupName(input: { logGroupName?: string; logGroupIdentifier?: string }): string {
  if (input.logGroupName) return input.logGroupName;
  const identifier = input.logGroupIdentifier;
  if (!identifier) throw new AwsError('InvalidParameterException', 'Either logGroupName or logGroupIdentifier must be specified');
  return identifier.startsWith('arn:') ? (identifier.split(':')[6] ?? identifier) : identifier;
}
