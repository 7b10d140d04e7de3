import { AwsError } from '../../../local/services/errors.ts';
import { configsOf } from '../../../local/services/sagemaker/hosting/configs.ts';
import { endpointsOf } from '../../../local/services/sagemaker/hosting/endpoints.ts';
import type { World } from '../../../local/world.ts';
import type { Drawing, Usage } from './plan.ts';

type Input = Readonly<Record<string, unknown>>;

/** What the account has too little of for a call, in AWS's words; undefined where it has enough. */
export type Refusal = (world: World, operation: string, input: Input) => AwsError | undefined;

/** Quotas of the plan, and those that its faults make: 0, as new accounts have it, or taken by others for a while. */
export function quotaRefusals(plan: Drawing, usage: Usage): Refusal {
  /** Until when others hold a quota, by what it is for. */
  const inUse = new Map<string, number>();
  return (world, operation, input) => {
    const need = needs[operation]?.(world, input);
    if (!need) return undefined;
    const { what, name, count } = need;
    const now = world.clock.now();
    if (plan.fault('quotaZero', what)) return refused(need, 0, 0);
    if (plan.fault('quotaInUse', what)) inUse.set(what, now + plan.time('quotaInUse', `${what} ${now}`));
    // Enough for an update's two fleets, were it not for the others: with less, waiting would be in vain.
    if ((inUse.get(what) ?? 0) > now) return refused(need, 2 * count, 2 * count);
    const limit = plan.quotas[name];
    const used = name === 'hosting' ? hosted(world) : usage[name];
    return used + count > limit ? refused(need, limit, used) : undefined;
  };
}

interface Need {
  readonly what: string;
  readonly name: 'trainings' | 'queuedBuilds' | 'hosting';
  readonly count: number;
}

const needs: Readonly<Record<string, (world: World, input: Input) => Need | undefined>> = {
  StartBuild: () => ({ what: 'builds', name: 'queuedBuilds', count: 1 }),
  CreateTrainingJob: (_world, { ResourceConfig }) => {
    const { InstanceType, InstanceCount } = ResourceConfig as { InstanceType: string; InstanceCount: number };
    return { what: `${InstanceType} for training job usage`, name: 'trainings', count: InstanceCount };
  },
  CreateEndpoint: hosting,
  UpdateEndpoint: hosting,
};

function hosting(world: World, { EndpointConfigName }: Input): Need | undefined {
  const variant = configsOf(world).get(String(EndpointConfigName))?.ProductionVariants[0];
  return variant && { what: `${variant.InstanceType} for endpoint usage`, name: 'hosting', count: variant.InitialInstanceCount };
}

const hosted = (world: World): number =>
  endpointsOf(world)
    .values()
    .reduce((sum, { ProductionVariants = [] }) => sum + ProductionVariants.reduce((all, one) => all + one.CurrentInstanceCount, 0), 0);

/** Texts as seen on AWS (aws-facts, 1.2 and 1.5). */
function refused({ what, name, count }: Need, limit: number, used: number): AwsError {
  if (name === 'queuedBuilds')
    return new AwsError('AccountLimitExceededException', `Cannot have more than ${limit} builds in queue for the account`);
  return new AwsError(
    'ResourceLimitExceeded',
    `The account-level service limit '${what}' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of ${count} Instances. Please contact AWS support to request an increase for this limit.`,
  );
}
