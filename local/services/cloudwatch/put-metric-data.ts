import { AwsError } from '../errors.ts';
import { type Infer, list, number, required, structure, text, time } from '../input.ts';
import { operation } from '../operation.ts';
import { type Datum, dimensions } from './metrics.ts';
import { recordData } from './watch.ts';

const datum = structure({
  MetricName: text({ ...required, min: 1, max: 255 }),
  Dimensions: dimensions,
  Timestamp: time(),
  Value: number(),
  StatisticValues: structure({
    SampleCount: number(required),
    Sum: number(required),
    Minimum: number(required),
    Maximum: number(required),
  }),
  Values: list(number(), { max: 150 }),
  Counts: list(number(), { max: 150 }),
  Unit: text(),
  StorageResolution: number({ min: 1 }),
});

/** Takes measured values in: single ones, lists with counts, or summaries. */
export const putMetricData = operation({
  name: 'PutMetricData',
  input: { Namespace: text({ ...required, min: 1, max: 255, pattern: '[^:].*' }), MetricData: list(datum, { ...required, max: 1000 }) },
  run: ({ Namespace, MetricData }, { world }) => {
    const now = world.clock.now();
    const data = MetricData.map((one) => ({
      ...summary(one),
      name: one.MetricName,
      dimensions: one.Dimensions ?? [],
      at: one.Timestamp?.getTime() ?? now,
      unit: one.Unit ?? 'None',
      resolution: one.StorageResolution,
    }));
    recordData(world, Namespace, data);
    return {};
  },
});

function summary({
  MetricName,
  Value,
  StatisticValues,
  Values,
  Counts,
}: Infer<typeof datum.members>): Pick<Datum, 'sum' | 'count' | 'min' | 'max' | 'values'> {
  if (StatisticValues) {
    const { Sum: sum, SampleCount: count, Minimum: min, Maximum: max } = StatisticValues;
    return { sum, count, min, max };
  }
  const values = Values ?? (Value === undefined ? [] : [Value]);
  if (values.length === 0 || (Counts && Counts.length !== values.length)) {
    const text = `The parameter MetricData of ${MetricName} must have Value, Values (with as many Counts, if any) or StatisticValues.`;
    throw new AwsError('InvalidParameterCombinationException', text);
  }
  const count = (i: number) => Counts?.[i] ?? 1;
  return {
    values: Counts ? undefined : values,
    sum: values.reduce((sum, value, i) => sum + value * count(i), 0),
    count: values.reduce((sum, _, i) => sum + count(i), 0),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
