import type { World } from '../../world.ts';
import { type ActionTable, anyResource } from '../action-table.ts';

const alarmArn = (name: string, { partition, region, account }: World) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
const onAlarm = (action: string) => [
  { action: `cloudwatch:${action}`, resource: ({ AlarmName }: { AlarmName: string }, world: World) => alarmArn(AlarmName, world) },
];
const each =
  (other: readonly string[]) =>
  ({ AlarmNames = other }: { AlarmNames?: readonly string[] }, world: World) =>
    AlarmNames.map((name) => alarmArn(name, world));

const dashboardArn = (name: string, { partition, account }: World) => `arn:${partition}:cloudwatch::${account}:dashboard/${name}`;
const onDashboard = (action: string) => [
  {
    action: `cloudwatch:${action}`,
    resource: ({ DashboardName }: { DashboardName: string }, world: World) => dashboardArn(DashboardName, world),
  },
];

/** Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch". */
export const actions: ActionTable = {
  DeleteAlarms: [{ action: 'cloudwatch:DeleteAlarms', resource: each([]) }],
  DeleteDashboards: [
    {
      action: 'cloudwatch:DeleteDashboards',
      resource: ({ DashboardNames }: { DashboardNames: readonly string[] }, world: World) =>
        DashboardNames.map((name) => dashboardArn(name, world)),
    },
  ],
  DescribeAlarms: [{ action: 'cloudwatch:DescribeAlarms', resource: each(['*']) }],
  GetDashboard: onDashboard('GetDashboard'),
  GetMetricStatistics: [{ action: 'cloudwatch:GetMetricStatistics', resource: anyResource }],
  ListMetrics: [{ action: 'cloudwatch:ListMetrics', resource: anyResource }],
  PutDashboard: onDashboard('PutDashboard'),
  PutMetricAlarm: onAlarm('PutMetricAlarm'),
  PutMetricData: [
    {
      action: 'cloudwatch:PutMetricData',
      resource: anyResource,
      context: ({ Namespace }: { Namespace: string }) => ({ 'cloudwatch:namespace': Namespace }),
    },
  ],
  SetAlarmState: onAlarm('SetAlarmState'),
};
