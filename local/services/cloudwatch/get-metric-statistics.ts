import { list, number, required, text, time } from '../input.ts';
import { operation } from '../operation.ts';
import { dimensions, metricKey, metrics, statistics } from './metrics.ts';

/** The statistics of one metric, period by period; periods without data are left out. */
export const getMetricStatistics = operation({
  name: 'GetMetricStatistics',
  input: {
    Namespace: text(required),
    MetricName: text(required),
    Dimensions: dimensions,
    StartTime: time(required),
    EndTime: time(required),
    Period: number({ ...required, integer: true, min: 1 }),
    Statistics: list(text({ of: ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] }), { ...required, min: 1 }),
    Unit: text(),
  },
  run: ({ Namespace, MetricName, Dimensions = [], StartTime, EndTime, Period, Statistics, Unit }, { world }) => {
    const points = metrics(world).get(metricKey(Namespace, MetricName, Dimensions))?.points ?? [];
    const length = Period * 1000;
    const first = Math.floor(StartTime.getTime() / length) * length;
    // Only periods that hold a point: a long range of short periods has millions of others.
    const starts = new Set(points.map(({ at }) => Math.floor(at / length) * length));
    const Datapoints = [...starts]
      .filter((start) => start >= first && start < EndTime.getTime())
      .sort((a, b) => a - b)
      .flatMap((start) => {
        const found = statistics(points, start, start + length, Unit);
        if (!found) return [];
        return { Timestamp: new Date(start), Unit: found.Unit, ...Object.fromEntries(Statistics.map((name) => [name, found[name]])) };
      });
    return { Label: MetricName, Datapoints };
  },
});
