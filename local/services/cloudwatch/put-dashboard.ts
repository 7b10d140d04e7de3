import { AwsError } from '../errors.ts';
import { required, text } from '../input.ts';
import { operation } from '../operation.ts';
import { dashboards } from './dashboards.ts';

/** Keeps a dashboard. CloudWatch also checks every widget; here the body must only be JSON with widgets. */
export const putDashboard = operation({
  name: 'PutDashboard',
  input: { DashboardName: text({ ...required, min: 1, max: 255, pattern: '[A-Za-z0-9_-]+' }), DashboardBody: text(required) },
  run: ({ DashboardName, DashboardBody }, { world }) => {
    if (!hasWidgets(DashboardBody))
      throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object with the member "widgets"');
    const DashboardArn = `arn:${world.partition}:cloudwatch::${world.account}:dashboard/${DashboardName}`;
    dashboards(world).set(DashboardName, { DashboardName, DashboardArn, DashboardBody });
    return { DashboardValidationMessages: [] };
  },
});

function hasWidgets(body: string): boolean {
  try {
    return Array.isArray((JSON.parse(body) as { widgets?: unknown } | null)?.widgets);
  } catch {
    return false;
  }
}
