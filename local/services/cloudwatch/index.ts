import type { Service } from '../operation.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { deleteDashboards } from './delete-dashboards.ts';
import { describeAlarms } from './describe-alarms.ts';
import { getDashboard } from './get-dashboard.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putDashboard } from './put-dashboard.ts';
import { putMetricAlarm } from './put-metric-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { setAlarmState } from './set-alarm-state.ts';
import { stopWatching, watchAll } from './watch.ts';

/** CloudWatch: metrics from calls and from log lines, alarms on them that reach SNS topics and the bus, and dashboards that nobody draws. */
export const cloudwatch: Service = {
  name: 'cloudwatch',
  operations: [
    deleteAlarms,
    deleteDashboards,
    describeAlarms,
    getDashboard,
    getMetricStatistics,
    listMetrics,
    putDashboard,
    putMetricAlarm,
    putMetricData,
    setAlarmState,
  ],
  start: watchAll,
  stop: stopWatching,
};
