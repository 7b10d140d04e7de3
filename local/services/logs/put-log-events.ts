import { extractMetrics } from '../cloudwatch/embedded-metrics.ts';
import { AwsError } from '../errors.ts';
import { list, number, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { eventFiles } from './event-files.ts';
import { needStream } from './records.ts';

export const putLogEvents = operation({
  name: 'PutLogEvents',
  input: {
    logGroupName: text(required),
    logStreamName: text(required),
    logEvents: list(structure({ timestamp: number(required), message: text({ ...required, min: 1 }) }), {
      ...required,
      min: 1,
      max: 10_000,
    }),
    sequenceToken: text(),
  },
  run: ({ logGroupName, logStreamName, logEvents }, { world }) => {
    needStream(world, logGroupName, logStreamName);
    if (logEvents.some((event, i) => event.timestamp < (logEvents[i - 1]?.timestamp ?? 0)))
      throw new AwsError('InvalidParameterException', 'Log events in a single PutLogEvents request must be in chronological order.');
    const ingestionTime = world.clock.now();
    eventFiles(world).append(
      logGroupName,
      logStreamName,
      logEvents.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime })),
    );
    extractMetrics(
      world,
      logEvents.map(({ message }) => message),
    );
    return {};
  },
});
