import { AwsError } from '../errors.ts';
import { list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { metrics } from './metrics.ts';

/** The metrics there are, 500 at a time. A dimension filter without a value asks for the name only. */
export const listMetrics = operation({
  name: 'ListMetrics',
  input: {
    Namespace: text(),
    MetricName: text(),
    Dimensions: list(structure({ Name: text(required), Value: text() })),
    NextToken: text(),
  },
  run: ({ NextToken, ...asked }, { world }) => {
    const { Namespace, MetricName, Dimensions: filters = [] } = asked;
    const found = metrics(world)
      .values()
      .filter((metric) => Namespace === undefined || metric.Namespace === Namespace)
      .filter((metric) => MetricName === undefined || metric.MetricName === MetricName)
      .filter(({ Dimensions }) =>
        filters.every(({ Name, Value }) => Dimensions.some((one) => one.Name === Name && (Value === undefined || one.Value === Value))),
      );
    const { items, next } = pageOf({
      of: 'ListMetrics',
      asked,
      items: found,
      place: (metric) => [metric.Namespace, metric.MetricName, JSON.stringify(metric.Dimensions)],
      size: 500,
      token: NextToken,
      refusal: () => new AwsError('InvalidParameterValue', 'The token is not valid'),
    });
    return { Metrics: items.map(({ points: _points, ...metric }) => metric), ...(next && { NextToken: next }) };
  },
});
