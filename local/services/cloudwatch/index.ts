import type { Service } from '../operation.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { describeAlarms } from './describe-alarms.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putMetricAlarm } from './put-metric-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { setAlarmState } from './set-alarm-state.ts';
import { stopWatching, watchAll } from './watch.ts';

/** CloudWatch: metrics from calls and from log lines, and alarms on them that reach SNS topics and the bus. */
export const cloudwatch: Service = {
  name: 'cloudwatch',
  operations: [deleteAlarms, describeAlarms, getMetricStatistics, listMetrics, putMetricAlarm, putMetricData, setAlarmState],
  start: watchAll,
  stop: stopWatching,
};
