import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';
import { flag, number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventFiles } from './event-files.ts';
import { page } from './page.ts';
import { groupName, type LogStream, needGroup, streamsOf } from './records.ts';

export const describeLogStreams = operation({
  name: 'DescribeLogStreams',
  input: {
    logGroupName: text(),
    logGroupIdentifier: text(),
    logStreamNamePrefix: text(),
    orderBy: text({ of: ['LogStreamName', 'LastEventTime'] }),
    descending: flag(),
    limit: number({ integer: true, min: 1, max: 50 }),
    nextToken: text(),
  },
  run: (input, { world }) => {
    const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false, limit = 50 } = input;
    const group = needGroup(world, groupName(input)).logGroupName;
    if (orderBy === 'LastEventTime' && logStreamNamePrefix)
      throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
    const found = streamsOf(world, group)
      .filter((stream) => stream.logStreamName.startsWith(logStreamNamePrefix ?? ''))
      .map((stream) => described(world, stream));
    const byTime = orderBy === 'LastEventTime';
    const { items, next } = page(input, {
      of: 'DescribeLogStreams',
      items: found,
      place: ({ lastEventTimestamp = 0, logStreamName }) => (byTime ? [lastEventTimestamp, logStreamName] : [logStreamName]),
      descending,
      moves: byTime,
      size: limit,
    });
    return { logStreams: items, ...(next && { nextToken: next }) };
  },
});

function described(world: World, { logGroupName, ...stream }: LogStream) {
  const events = eventFiles(world).read(logGroupName, stream.logStreamName);
  const [first, last] = [events[0], events.at(-1)];
  return {
    ...stream,
    ...(first &&
      last && { firstEventTimestamp: first.timestamp, lastEventTimestamp: last.timestamp, lastIngestionTime: last.ingestionTime }),
    storedBytes: 0,
  };
}
