import { ListServiceQuotasCommand, type ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Settings } from '../../lambdas/contract/settings.ts';
import { type ComputeType, verificationMachine } from '../../lambdas/contract/verification.ts';
import { type Finding, fail, ok, warn } from './finding.ts';

/** A model as far as quotas and costs ask for it. */
export interface WantedModel {
  readonly name: string;
  readonly settings: Settings;
}

/** A quota by the name that Service Quotas and SageMaker's errors call it, and what is wanted of it. */
interface Demand {
  readonly name: string;
  readonly service: 'sagemaker' | 'codebuild';
  /** Less than this, and something never starts. */
  readonly least: number;
  /** With this, nothing waits and updates succeed. */
  readonly enough: number;
  /** What happens between the two. */
  readonly between: string;
}

/**
 * The account's quotas beside what the models ask for. AWS gives new accounts 0 of most SageMaker instance types; what others in the account use
 * is not known here.
 */
export async function quotaFindings(models: readonly WantedModel[], client: Pick<ServiceQuotasClient, 'send'>): Promise<Finding[]> {
  const demands = demandsOf(models);
  const known = {
    sagemaker: await quotasOf('sagemaker', client),
    codebuild: await quotasOf('codebuild', client),
  };
  return demands.map((demand) => judge(demand, known[demand.service].get(demand.name)));
}

/** What all models together want, endpoints first: they cost the most. */
function demandsOf(models: readonly WantedModel[]): Demand[] {
  const hosting = byType(models.map(({ settings: { deployment } }) => deployment));
  const training = byType(models.map(({ settings }) => settings.training));
  const builds = new Set(models.flatMap(({ settings }) => [quotaOf(settings.build), ...verificationQuota(settings)]));
  return [
    ...hosting.map(({ type, sum, most }) => ({
      name: `${type} for endpoint usage`,
      service: 'sagemaker' as const,
      least: sum,
      // Old and new instances of a blue/green update stand side by side.
      enough: sum + most,
      between: 'the first deployments fit, and updates do not: an update runs the old and the new instances at a time',
    })),
    ...training.map(({ type, sum, most }) => ({
      name: `${type} for training job usage`,
      service: 'sagemaker' as const,
      least: most,
      enough: sum,
      between: 'models that train at a time wait for each other',
    })),
    ...[...builds].map((environment) => ({
      name: `Concurrently running builds for ${environment} environment`,
      service: 'codebuild' as const,
      least: 1,
      enough: 2,
      between: 'the two images of a run are built one after the other',
    })),
  ];
}

const sizes: Readonly<Record<ComputeType, string>> = {
  BUILD_GENERAL1_SMALL: 'Small',
  BUILD_GENERAL1_MEDIUM: 'Medium',
  BUILD_GENERAL1_LARGE: 'Large',
  BUILD_GENERAL1_XLARGE: 'XLarge',
  BUILD_GENERAL1_2XLARGE: '2XLarge',
};

/** CodeBuild's quotas name the GPU environments without a slash. */
const quotaOf = ({ computeType, environmentType }: { readonly computeType: ComputeType; readonly environmentType?: string }): string =>
  environmentType === 'LINUX_GPU_CONTAINER' ? `Linux GPU ${sizes[computeType]}` : `Linux/${sizes[computeType]}`;

const verificationQuota = (settings: Settings): string[] =>
  settings.verification.by === 'build' ? [quotaOf(verificationMachine(settings))] : [];

function byType(wanted: readonly { readonly instanceType: string; readonly instanceCount: number }[]) {
  return [...new Set(wanted.map(({ instanceType }) => instanceType))].map((type) => {
    const counts = wanted.filter(({ instanceType }) => instanceType === type).map(({ instanceCount }) => instanceCount);
    return { type, sum: counts.reduce((sum, count) => sum + count, 0), most: Math.max(...counts) };
  });
}

function judge({ name, service, least, enough, between }: Demand, value: number | undefined): Finding {
  const check = `quota: ${name}`;
  const how = `ask for ${enough} in Service Quotas (${service === 'sagemaker' ? 'Amazon SageMaker' : 'AWS CodeBuild'})`;
  if (value === undefined) return warn(check, 'Service Quotas does not list it in this region: is there such a type here?');
  if (value < least)
    return fail(check, `is ${value}, wanted are ${least}: ${how}${service === 'sagemaker' ? ', or choose another instanceType' : ''}`);
  if (value < enough) return warn(check, `is ${value}: ${between}; ${how}`);
  // Known from many reports: "Cannot have more than 0 builds in queue for the account".
  return ok(
    check,
    `is ${value}${service === 'codebuild' ? '; a new account may still be refused its first build, which AWS support lifts' : ''}`,
  );
}

/** Quotas by name; SageMaker has some 2,000. */
async function quotasOf(ServiceCode: string, client: Pick<ServiceQuotasClient, 'send'>): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListServiceQuotasCommand({ ServiceCode, MaxResults: 100, NextToken }));
    for (const { QuotaName = '', Value = 0 } of page.Quotas ?? []) found.set(QuotaName, Value);
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
