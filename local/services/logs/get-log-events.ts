import { AwsError } from '../errors.ts';
import { flag, number, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventFiles } from './event-files.ts';
import { groupName, needStream } from './records.ts';

export const getLogEvents = operation({
  name: 'GetLogEvents',
  input: {
    logGroupName: text(),
    logGroupIdentifier: text(),
    logStreamName: text(required),
    startTime: number(),
    endTime: number(),
    nextToken: text(),
    limit: number({ integer: true, min: 1, max: 10_000 }),
    startFromHead: flag(),
  },
  run: (input, { world }) => {
    const { logStreamName, startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000, nextToken, startFromHead = false } = input;
    const group = groupName(input);
    needStream(world, group, logStreamName);
    const all = eventFiles(world).read(group, logStreamName);
    const first = eventFiles(world).first(group, logStreamName);
    const events = all
      .map((event, index) => ({ event, at: first + index }))
      .filter(({ event }) => event.timestamp >= startTime && event.timestamp < endTime);
    const { direction, position } = nextToken
      ? readToken(nextToken)
      : startFromHead
        ? { direction: 'f', position: 0 }
        : { direction: 'b', position: first + all.length };
    const chosen =
      direction === 'f'
        ? fitting(events.filter(({ at }) => at >= position).slice(0, limit))
        : fitting(
            events
              .filter(({ at }) => at < position)
              .slice(-limit)
              .reverse(),
          ).reverse();
    // At an end the token that was sent comes back, which is how clients know that there is no more.
    const before = chosen[0]?.at ?? position;
    const after = chosen.length > 0 ? (chosen.at(-1)?.at ?? 0) + 1 : position;
    return {
      events: chosen.map(({ event }) => event),
      nextForwardToken: `f/${String(after).padStart(20, '0')}/s`,
      nextBackwardToken: `b/${String(before).padStart(20, '0')}/s`,
    };
  },
});

/** An answer holds 1 MB of messages at most (GetLogEvents, "limit"), and one event whatever its size. */
function fitting<T extends { event: { message: string } }>(events: readonly T[]): T[] {
  let bytes = 0;
  const end = events.findIndex(({ event }, index) => {
    bytes += event.message.length;
    return index > 0 && bytes > 2 ** 20;
  });
  return end < 0 ? [...events] : events.slice(0, end);
}

function readToken(token: string): { direction: string; position: number } {
  const [, direction, digits] = /^([fb])\/(\d+)\/s$/.exec(token) ?? [];
  if (!direction) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  return { direction, position: Number(digits) };
}
