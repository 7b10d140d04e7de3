import { dollars, estimate } from '../../lambdas/contract/estimate.ts';
import { type Finding, ok, warn } from './finding.ts';
import type { WantedModel } from './quotas.ts';

/** What each model costs on AWS: the endpoint first, which bills every hour; then a run that builds and trains everything. */
export function costFindings(models: readonly WantedModel[]): Finding[] {
  return models.map(({ name, settings }) => {
    const { month, priceDate, region, run, unknown } = estimate(settings, { builds: 2, trains: true, deploys: true });
    const { instanceCount, instanceType } = settings.deployment;
    const parts = [
      ...(month === undefined ? [] : [`the endpoint about $${month.toFixed(0)} a month (${instanceCount} ${instanceType}, idle or not)`]),
      ...(run ? [`a run ${dollars(run)}`] : []),
      ...(unknown.length > 0 ? [`no price here for ${unknown.join(', ')}`] : []),
    ];
    const text = `${parts.join('; ')} (on-demand prices of ${region} on ${priceDate})`;
    return unknown.length > 0 ? warn(`cost of ${name}`, text) : ok(`cost of ${name}`, text);
  });
}
