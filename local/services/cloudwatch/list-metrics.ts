import { list, required, structure, text } from '../input.ts';
import { operation } from '../operation.ts';
import { metrics } from './metrics.ts';

/** The metrics there are, all on one page. A dimension filter without a value asks for the name only. */
export const listMetrics = operation({
  name: 'ListMetrics',
  input: {
    Namespace: text(),
    MetricName: text(),
    Dimensions: list(structure({ Name: text(required), Value: text() })),
    NextToken: text(),
  },
  run: ({ Namespace, MetricName, Dimensions: filters = [] }, { world }) => {
    const found = metrics(world)
      .values()
      .filter((metric) => Namespace === undefined || metric.Namespace === Namespace)
      .filter((metric) => MetricName === undefined || metric.MetricName === MetricName)
      .filter(({ Dimensions }) =>
        filters.every(({ Name, Value }) => Dimensions.some((one) => one.Name === Name && (Value === undefined || one.Value === Value))),
      );
    return { Metrics: found.map(({ points: _points, ...metric }) => metric) };
  },
});
