import { ifThere, resourceType } from '../resource-type.ts';

/** AWS::CloudWatch::Dashboard */
export const cloudwatchDashboard = resourceType({
  type: 'AWS::CloudWatch::Dashboard',
  properties: { DashboardName: true, DashboardBody: true },
  replacing: ['DashboardName'],
  async create({ DashboardName = undefined, DashboardBody }, context) {
    const name: string = DashboardName ?? context.name(255);
    await context.call('cloudwatch', 'PutDashboard', { DashboardName: name, DashboardBody });
    return { id: name, attributes: {} };
  },
  async update({ DashboardBody }, made, context) {
    await context.call('cloudwatch', 'PutDashboard', { DashboardName: made.id, DashboardBody });
    return made;
  },
  delete: (made, context) =>
    ifThere('ResourceNotFound', () => context.call('cloudwatch', 'DeleteDashboards', { DashboardNames: [made.id] })),
});
