import { list, required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dashboards, needDashboard } from './dashboards.ts';

/** Removes dashboards: all of them, or none where one is not there. */
export const deleteDashboards = operation({
  name: 'DeleteDashboards',
  input: { DashboardNames: list(text(), { ...required, min: 1 }) },
  run: ({ DashboardNames }, { world }) => {
    for (const name of DashboardNames) needDashboard(world, name);
    for (const name of DashboardNames) dashboards(world).delete(name);
    return {};
  },
});
