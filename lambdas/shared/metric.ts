import type { Clock } from './clock.ts';

/** Counts one thing that happened. Few distinct values per dimension: each is a metric that CloudWatch bills. */
export type Count = (metric: string, dimensions: Readonly<Record<string, string>>) => void;

/**
 * Counts through the log: CloudWatch makes metrics of lines in the embedded metric format, with no call and nothing to be granted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function counter(clock: Pick<Clock, 'now'>, write: (line: string) => void = (line) => void process.stdout.write(line)): Count {
  return (metric, dimensions) => {
    const directive = { Namespace: 'Trainyard', Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: metric, Unit: 'Count' }] };
    const line = { _aws: { Timestamp: clock.now(), CloudWatchMetrics: [directive] }, ...dimensions, [metric]: 1 };
    write(`${JSON.stringify(line)}\n`);
  };
}
