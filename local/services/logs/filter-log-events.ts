import { list, number, text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventFiles } from './event-files.ts';
import { filterPattern } from './filter-pattern.ts';
import { page } from './page.ts';
import { groupName, needGroup, needStream, streamsOf } from './records.ts';

export const filterLogEvents = operation({
  name: 'FilterLogEvents',
  input: {
    logGroupName: text(),
    logGroupIdentifier: text(),
    logStreamNames: list(text(), { min: 1, max: 100 }),
    logStreamNamePrefix: text(),
    startTime: number(),
    endTime: number(),
    filterPattern: text(),
    limit: number({ integer: true, min: 1, max: 10_000 }),
    nextToken: text(),
  },
  run: (input, { world }) => {
    const { logStreamNames, logStreamNamePrefix = '', startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000 } = input;
    const group = needGroup(world, groupName(input)).logGroupName;
    const matches = filterPattern(input.filterPattern);
    const streams = logStreamNames?.map((name) => needStream(world, group, name)) ?? streamsOf(world, group);
    const found = streams
      .filter(({ logStreamName }) => logStreamName.startsWith(logStreamNamePrefix))
      .flatMap(({ logStreamName }) =>
        eventFiles(world)
          .read(group, logStreamName)
          .map((event, index) => ({ event: { logStreamName, ...event }, at: eventFiles(world).first(group, logStreamName) + index })),
      )
      .filter(({ event }) => event.timestamp >= startTime && event.timestamp <= endTime && matches(event.message));
    const { items, next } = page(input, {
      of: 'FilterLogEvents',
      items: found,
      place: ({ event, at }) => [event.timestamp, event.logStreamName, at],
      size: limit,
    });
    const events = items.map(({ event, at }) => ({ ...event, eventId: `${event.timestamp}:${event.logStreamName}:${at}` }));
    return { events, searchedLogStreams: [], ...(next && { nextToken: next }) };
  },
});
