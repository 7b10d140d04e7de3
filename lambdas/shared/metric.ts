import type { Clock } from './clock.ts';
import { jsonLine } from './log.ts';

/** What is measured beside one thing that happened. Model and run stand in the log line only: as dimensions each would be a metric that is billed. */
export interface Measured {
  /** Default 1. */
  readonly value?: number;
  readonly unit?: 'Count' | 'Seconds';
  readonly model?: string;
  readonly run?: string;
}

/** Counts one thing that happened, or measures. Few distinct values per dimension: each is a metric that CloudWatch bills. */
export type Count = (metric: string, dimensions: Readonly<Record<string, string>>, measured?: Measured) => void;

/**
 * Counts through the log: CloudWatch makes metrics of lines in the embedded metric format, with no call and nothing to be granted. Every
 * metric has the dimension Installation first: several installations live in one account.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function counter(
  clock: Pick<Clock, 'now'>,
  installation: string,
  write: (line: string) => void = (line) => void process.stdout.write(line),
): Count {
  return (metric, dimensions, { value = 1, unit = 'Count', model, run } = {}) => {
    const of = { Installation: installation, ...dimensions };
    const directive = { Namespace: 'Trainyard', Dimensions: [Object.keys(of)], Metrics: [{ Name: metric, Unit: unit }] };
    const line = { _aws: { Timestamp: clock.now(), CloudWatchMetrics: [directive] }, ...of, model, run, [metric]: value };
    write(jsonLine(line));
  };
}
