import { type DescribeEndpointCommandOutput, DescribeModelCommand } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../../contract/errors.ts';
import type { Job, Run } from '../../contract/payloads.ts';
import { changingStatuses, findEndpoint } from '../endpoint.ts';
import { isCapacity, PipelineError } from '../errors.ts';
import { mayBeUnseen } from '../unseen.ts';
import { failed, type JobDependencies, type JobState } from './job-state.ts';
import type { JobRecord } from './record.ts';

// An update that was never seen starting is given this long before the old configuration is taken for its result.
const unseenLimitMs = 10 * 60_000;

/**
 * An endpoint's creation or update. `InService` alone proves nothing: a rolled-back update comes back InService on the old configuration,
 * sometimes with no FailureReason. So configuration, image digests and instance counts are compared with what was asked for.
 */
export async function describeDeployment(record: JobRecord, dependencies: JobDependencies): Promise<JobState<'deployment'>> {
  const { job, run } = record;
  const endpoint = await findEndpoint(dependencies.sagemaker, job.name);
  const now = dependencies.clock.now();
  const age = now - Date.parse(job.startedAt);
  if (!endpoint && mayBeUnseen(job.startedAt, now)) return { state: 'running' };
  if (!endpoint) return failed(dependencies, ErrorName.DeploymentFailed, `The endpoint ${job.name} was deleted while it was deployed.`);
  const { EndpointStatus = '', FailureReason = '' } = endpoint;
  if (changingStatuses.has(EndpointStatus)) return { state: 'running', isChanging: true };

  const place = { group: `/aws/sagemaker/Endpoints/${job.name}`, prefix: 'AllTraffic/' };
  const because = FailureReason || 'SageMaker gives no reason';
  if (EndpointStatus !== 'InService') {
    if (isCapacity(FailureReason)) return noCapacity(job, FailureReason);
    return failed(dependencies, ErrorName.DeploymentFailed, `The endpoint ${job.name} is ${EndpointStatus}: ${because}`, place);
  }
  if (endpoint.EndpointConfigName !== job.id) {
    if (!record.seenChanging && age < unseenLimitMs) return { state: 'running' };
    if (isCapacity(FailureReason)) return noCapacity(job, FailureReason);
    const words = `The endpoint ${job.name} went back to its configuration ${endpoint.EndpointConfigName}; ${job.id} was asked for: ${because}`;
    return failed(dependencies, ErrorName.DeploymentRolledBack, words, place);
  }
  const difference = await differs(endpoint, run, dependencies);
  if (difference) return failed(dependencies, ErrorName.DeploymentRolledBack, `The endpoint ${job.name} serves ${difference}.`, place);
  const seconds = Math.max(0, Math.round(age / 1000));
  return { state: 'done', result: { endpoint: job.name, endpointConfig: job.id, seconds } };
}

const noCapacity = (job: Job, reason: string): JobState<'deployment'> => ({
  state: 'failed',
  error: new PipelineError(ErrorName.CapacityUnavailable, `The endpoint ${job.name} got no instance: ${reason}`),
});

/** What the endpoint serves that was not asked for; undefined when it is right. */
async function differs(endpoint: DescribeEndpointCommandOutput, run: Run, { sagemaker }: JobDependencies): Promise<string | undefined> {
  const model = await sagemaker.send(new DescribeModelCommand({ ModelName: run.names.sagemakerModel }));
  const asked = digestOf(model.PrimaryContainer?.Image);
  const [variant] = endpoint.ProductionVariants ?? [];
  const served = (variant?.DeployedImages ?? []).map(({ ResolvedImage, SpecifiedImage }) => digestOf(ResolvedImage ?? SpecifiedImage));
  if (asked && served.length > 0 && !served.includes(asked)) return `the image ${served.join(', ')} and not ${asked}`;
  const { instanceCount } = run.settings.deployment;
  const count = variant?.CurrentInstanceCount;
  if (count !== undefined && count < instanceCount) return `with ${count} instances and not ${instanceCount}`;
  return undefined;
}

const digestOf = (image: string | undefined): string | undefined => image?.split('@')[1];
