import type { Table } from '../../store.ts';
import type { World } from '../../world.ts';
import { AwsError } from '../errors.ts';

export interface DashboardRecord {
  readonly DashboardName: string;
  readonly DashboardArn: string;
  /** JSON. Kept as it came; nobody draws it here. */
  readonly DashboardBody: string;
}

export const dashboards = (world: World): Table<DashboardRecord> => world.store.table('cloudwatch/dashboards');

/** @throws AwsError ResourceNotFound */
export function needDashboard(world: World, name: string): DashboardRecord {
  const found = dashboards(world).get(name);
  if (!found) throw new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
  return found;
}
