import { BatchGetBuildsCommand, ListBuildsForProjectCommand } from '@aws-sdk/client-codebuild';
import { DescribeEndpointCommand, DescribeTrainingJobCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import type { Account } from '../../cli/account.ts';
import { deployedModels, endpointName } from '../../cli/installation.ts';
import { prices } from '../../lambdas/contract/prices.ts';

/** What was used of what is paid by time. Requests, storage and transitions are cents and left out. */
export interface Usage {
  readonly buildMinutes: number;
  readonly trainings: readonly Rented[];
  /** Since its creation: it bills until it is deleted. */
  readonly endpoints: readonly (Rented & { readonly createdAt: number })[];
}

interface Rented {
  readonly instanceType: string;
  readonly count: number;
  readonly seconds: number;
}

/** Asks the services themselves how long each job took. */
export async function readUsage(account: Account): Promise<Usage> {
  const buildMinutes = (await buildSeconds(account)).reduce((sum, seconds) => sum + Math.ceil(seconds / 60), 0);
  const trainings: Rented[] = [];
  const endpoints: Usage['endpoints'][number][] = [];
  for (const model of await deployedModels(account)) {
    trainings.push(...(await trainingsOf(account, model.name)));
    const EndpointName = endpointName(model);
    const found = await account.sagemaker.send(new DescribeEndpointCommand({ EndpointName })).catch((error: Error) => {
      if (/^Could not find/.test(error.message)) return undefined;
      throw error;
    });
    const { instanceType, instanceCount } = model.sections.deployment as { instanceType: string; instanceCount: number };
    if (found?.CreationTime) endpoints.push({ instanceType, count: instanceCount, seconds: 0, createdAt: found.CreationTime.getTime() });
  }
  return { buildMinutes, trainings, endpoints };
}

/** The bill as lines, for endpoints that were deleted at `endedAt` (milliseconds). */
export function billLines({ buildMinutes, trainings, endpoints }: Usage, endedAt: number): string[] {
  const served = endpoints.map((endpoint) => ({ ...endpoint, seconds: (endedAt - endpoint.createdAt) / 1000 }));
  const build = buildMinutes * prices.buildMinute.BUILD_GENERAL1_SMALL;
  const parts = [
    `builds ${buildMinutes} min: $${build.toFixed(2)}`,
    `trainings ${time(trainings)}: $${cost(trainings).toFixed(2)}`,
    `endpoint ${time(served)}: $${cost(served).toFixed(2)}`,
  ];
  return [
    `In all about $${(build + cost(trainings) + cost(served)).toFixed(2)} (${parts.join(', ')}),`,
    `by the services' own durations and on-demand prices of ${prices.region} on ${prices.date}; requests and storage are cents beside it.`,
  ];
}

const time = (rented: readonly Rented[]) => `${(rented.reduce((sum, { seconds }) => sum + seconds, 0) / 60).toFixed(1)} min`;

const cost = (rented: readonly Rented[]) =>
  rented.reduce((sum, { instanceType, count, seconds }) => sum + (seconds / 3600) * count * (prices.instanceHour[instanceType] ?? 0), 0);

async function buildSeconds({ codebuild, installation }: Account): Promise<number[]> {
  const seconds: number[] = [];
  for (const projectName of [`${installation}-build-image`, `${installation}-verify-model`]) {
    // A page has a hundred builds; a verification makes a handful.
    const { ids = [] } = await codebuild.send(new ListBuildsForProjectCommand({ projectName }));
    if (ids.length === 0) continue;
    const { builds = [] } = await codebuild.send(new BatchGetBuildsCommand({ ids }));
    seconds.push(...builds.map(({ startTime, endTime }) => ((endTime?.getTime() ?? 0) - (startTime?.getTime() ?? 0)) / 1000));
  }
  return seconds.filter((value) => value > 0);
}

async function trainingsOf({ sagemaker, installation }: Account, model: string): Promise<Rented[]> {
  const { TrainingJobSummaries = [] } = await sagemaker.send(new ListTrainingJobsCommand({ NameContains: model, MaxResults: 100 }));
  const jobs = await Promise.all(
    TrainingJobSummaries.map(({ TrainingJobName }) => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }))),
  );
  return jobs
    .filter(({ RoleArn }) => RoleArn?.endsWith(`:role/${installation}-${model}-training`))
    .map(({ ResourceConfig, BillableTimeInSeconds = 0 }) => ({
      instanceType: ResourceConfig?.InstanceType ?? '',
      count: ResourceConfig?.InstanceCount ?? 1,
      seconds: BillableTimeInSeconds,
    }));
}
