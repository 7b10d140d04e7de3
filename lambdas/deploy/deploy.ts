import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { Target } from '../contract/model-state.ts';
import type { Answer, Job, Payload, Run } from '../contract/payloads.ts';
import { type Clock, iso } from '../shared/clock.ts';
import type { Artifacts } from '../shared/documents.ts';
import { changingStatuses, findEndpoint } from '../shared/endpoint.ts';
import { isCapacity, PipelineError } from '../shared/errors.ts';
import { newRecord, writeJob } from '../shared/jobs/record.ts';
import { checkLock, requireLock } from '../shared/model-state/lock.ts';
import { changeState, readState } from '../shared/model-state/store.ts';
import { resourceTags } from '../shared/tags.ts';

export interface DeployDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
}

const capacityAttempts = 3;
const capacityPauseMs = 10 * 60_000;

/**
 * Creates the endpoint or updates it. What was served before is written to the model state first, so that a run that fails from here on can
 * be undone; called again it finds that record and the change under way.
 * @throws NotReady while the endpoint is in somebody else's change · CapacityUnavailable while the pause after a failed attempt lasts
 */
export async function deploy({ run }: Payload<'deploy'>, dependencies: DeployDependencies): Promise<Answer<'deploy'>> {
  const { sagemaker } = dependencies;
  await checkLock(dependencies.artifacts, run);
  const endpoint = await findEndpoint(sagemaker, run.names.endpoint);
  const status = endpoint?.EndpointStatus ?? '';
  const own = await ownTarget(run, dependencies);

  if (endpoint && changingStatuses.has(status)) {
    if (own && isOurs(endpoint, run)) return { job: await record(run, own, true, dependencies) };
    throw notReady(run, `is ${status}: another change is under way`);
  }
  if (status === 'Deleting') throw notReady(run, 'is being deleted');
  if (endpoint?.EndpointConfigName === run.names.endpointConfig && status === 'InService' && own)
    return { job: await record(run, own, true, dependencies) };

  waitForCapacity(run, endpoint, own, dependencies);
  const isGone = endpoint === undefined || status === 'Failed';
  const target = await remember(run, isGone ? null : (endpoint.EndpointConfigName ?? null), dependencies);
  if (status === 'Failed') {
    // Nothing else is allowed on it. The next try finds it deleting, the one after that creates it.
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: run.names.endpoint }));
    throw notReady(run, `had failed (${endpoint?.FailureReason ?? 'no reason given'}) and is deleted before it is created again`);
  }
  await change(run, isGone, sagemaker);
  return { job: await record(run, target, await isSeenChanging(run, dependencies), dependencies) };
}

async function ownTarget(run: Run, { artifacts }: DeployDependencies): Promise<Target | undefined> {
  const { target } = await readState(artifacts, run.model);
  return target?.run === run.id ? target : undefined;
}

/** While an update runs, EndpointConfigName may still be the old one; where SageMaker names the coming one, that decides. */
function isOurs({ EndpointStatus, EndpointConfigName, PendingDeploymentSummary }: DescribeEndpointCommandOutput, run: Run): boolean {
  const coming = PendingDeploymentSummary?.EndpointConfigName ?? (EndpointStatus === 'Creating' ? EndpointConfigName : undefined);
  return coming === undefined || coming === run.names.endpointConfig;
}

function waitForCapacity(
  run: Run,
  endpoint: DescribeEndpointCommandOutput | undefined,
  own: Target | undefined,
  { clock }: DeployDependencies,
): void {
  const reason = endpoint?.FailureReason ?? '';
  if (!own || !isCapacity(reason)) return;
  if (own.attempts >= capacityAttempts) {
    const words = `No instance for the endpoint ${run.names.endpoint} in ${capacityAttempts} attempts: ${reason} Choose another deployment.instanceType.`;
    throw new PipelineError(ErrorName.DeploymentFailed, words);
  }
  if (clock.now() < (endpoint?.LastModifiedTime?.getTime() ?? 0) + capacityPauseMs)
    throw new PipelineError(
      ErrorName.CapacityUnavailable,
      `The endpoint ${run.names.endpoint} got no instance: ${reason} It is tried again in a while.`,
    );
}

/** Writes what is about to change. The configuration served before this run's first attempt stays the one to go back to. */
async function remember(run: Run, previousConfig: string | null, { artifacts, clock }: DeployDependencies): Promise<Target> {
  const at = iso(clock.now());
  const state = await changeState(artifacts, clock, run.model, (state) => {
    requireLock(state, run);
    const own = state.target?.run === run.id ? state.target : undefined;
    const { endpoint, endpointConfig } = run.names;
    const target = {
      run: run.id,
      endpoint,
      endpointConfig,
      previousConfig: own ? own.previousConfig : previousConfig,
      attempts: (own?.attempts ?? 0) + 1,
      at,
    };
    return { ...state, target };
  });
  if (!state.target) throw new Error('the model state lost the target that was just written');
  return state.target;
}

async function change(run: Run, isNew: boolean, sagemaker: SageMakerClient): Promise<void> {
  const names = { EndpointName: run.names.endpoint, EndpointConfigName: run.names.endpointConfig };
  try {
    if (isNew) await sagemaker.send(new CreateEndpointCommand({ ...names, Tags: resourceTags(run) }));
    else await sagemaker.send(new UpdateEndpointCommand(names));
  } catch (error) {
    // A configuration made a second ago may not be seen yet; an endpoint may have begun to change since it was described.
    if (error instanceof Error && error.name === 'ValidationException' && /^could not find|in-progress|already exist/i.test(error.message))
      throw new PipelineError(ErrorName.NotReady, `The endpoint ${run.names.endpoint} cannot change yet: ${error.message}`, {
        cause: error,
      });
    throw error;
  }
}

/** An update shows as `Updating` at once as a rule; if not, `check` waits until it has been seen. */
async function isSeenChanging(run: Run, { sagemaker, clock }: DeployDependencies): Promise<boolean> {
  for (let look = 0; look < 5; look++) {
    const endpoint = await findEndpoint(sagemaker, run.names.endpoint);
    if (changingStatuses.has(endpoint?.EndpointStatus ?? '') || endpoint?.EndpointConfigName === run.names.endpointConfig) return true;
    await clock.delay(1000);
  }
  return false;
}

async function record(run: Run, { at }: Target, seenChanging: boolean, { artifacts }: DeployDependencies): Promise<Job> {
  const job: Job = { kind: 'deployment', name: run.names.endpoint, id: run.names.endpointConfig, startedAt: at };
  await writeJob(artifacts, { ...newRecord(run, job), seenChanging });
  return job;
}

const notReady = (run: Run, why: string) => new PipelineError(ErrorName.NotReady, `The endpoint ${run.names.endpoint} ${why}.`);
