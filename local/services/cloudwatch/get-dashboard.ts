import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { needDashboard } from './dashboards.ts';

/** A dashboard as it was put. */
export const getDashboard = operation({
  name: 'GetDashboard',
  input: { DashboardName: text(required) },
  run: ({ DashboardName }, { world }) => needDashboard(world, DashboardName),
});
