import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { ModelState, Target } from '../contract/model-state.ts';
import type { Answer, Job, Payload, Run } from '../contract/payloads.ts';
import { type Clock, iso } from '../shared/clock.ts';
import type { Artifacts } from '../shared/documents.ts';
import { changingStatuses, findEndpoint } from '../shared/endpoint.ts';
import { PipelineError, translate } from '../shared/errors.ts';
import { newRecord, writeJob } from '../shared/jobs/record.ts';
import { checkLock, requireLock } from '../shared/model-state/lock.ts';
import { changeState, readState } from '../shared/model-state/store.ts';
import { deploymentKey } from '../shared/releases.ts';
import { resourceTags } from '../shared/tags.ts';
import { nextAttempt } from './next-attempt.ts';

export interface DeployDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
}

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
  const state = await readState(dependencies.artifacts, run.model);
  const own = state.target?.run === run.id ? state.target : undefined;

  if (endpoint && changingStatuses.has(status)) {
    if (own && isOurs(endpoint, run)) return { job: await record(run, own, true, dependencies) };
    throw notReady(run, `is ${status}: another change is under way`);
  }
  if (status === 'Deleting') throw notReady(run, 'is being deleted');
  if (endpoint?.EndpointConfigName === run.names.endpointConfig && status === 'InService' && own)
    return { job: await record(run, own, true, dependencies) };

  const attempt = nextAttempt(run, endpoint, own, dependencies.clock.now());
  const target = await remember(run, endpoint, attempt, dependencies);
  if (status === 'Failed') {
    // Nothing else is allowed on it. The next try finds it deleting, the one after that creates it.
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: run.names.endpoint }));
    throw notReady(run, `had failed (${endpoint?.FailureReason ?? 'no reason given'}) and is deleted before it is created again`);
  }
  await change(run, endpoint, state, sagemaker);
  return { job: await record(run, target, await isSeenChanging(run, dependencies), dependencies) };
}

/** While an update runs, EndpointConfigName may still be the old one; where SageMaker names the coming one, that decides. */
function isOurs({ EndpointStatus, EndpointConfigName, PendingDeploymentSummary }: DescribeEndpointCommandOutput, run: Run): boolean {
  const coming = PendingDeploymentSummary?.EndpointConfigName ?? (EndpointStatus === 'Creating' ? EndpointConfigName : undefined);
  return coming === undefined || coming === run.names.endpointConfig;
}

/** Writes what is about to change. The configuration served before this run's first attempt stays the one to go back to. */
async function remember(
  run: Run,
  there: DescribeEndpointCommandOutput | undefined,
  attempts: number,
  { artifacts, clock }: DeployDependencies,
): Promise<Target> {
  const at = iso(clock.now());
  const previousConfig = there?.EndpointStatus === 'Failed' ? null : (there?.EndpointConfigName ?? null);
  const state = await changeState(artifacts, clock, run.model, (state) => {
    requireLock(state, run);
    const own = state.target?.run === run.id ? state.target : undefined;
    const { endpoint, endpointConfig } = run.names;
    const target = {
      run: run.id,
      endpoint,
      endpointConfig,
      previousConfig: own ? own.previousConfig : previousConfig,
      attempts,
      changedAt: there?.LastModifiedTime?.toISOString() ?? null,
      at,
    };
    return { ...state, target };
  });
  if (!state.target) throw new Error('the model state lost the target that was just written');
  return state.target;
}

async function change(
  run: Run,
  there: DescribeEndpointCommandOutput | undefined,
  state: ModelState,
  sagemaker: SageMakerClient,
): Promise<void> {
  const names = { EndpointName: run.names.endpoint, EndpointConfigName: run.names.endpointConfig };
  try {
    if (!there) await sagemaker.send(new CreateEndpointCommand({ ...names, Tags: resourceTags(run) }));
    else await sagemaker.send(new UpdateEndpointCommand(names));
  } catch (error) {
    // A configuration made a second ago may not be seen yet; an endpoint may have begun to change since it was described.
    if (error instanceof Error && error.name === 'ValidationException' && /^could not find|in-progress|already exist/i.test(error.message))
      throw new PipelineError(ErrorName.NotReady, `The endpoint ${run.names.endpoint} cannot change yet: ${error.message}`, {
        cause: error,
      });
    throw translate(error, held(run, there, state));
  }
}

/**
 * How many instances of the wanted type the endpoint itself holds until its update is done; 0 where that is not known. DescribeEndpoint
 * does not tell the type: it is the wanted one where the champion serves with this run's settings. What autoscaling added may go again.
 */
function held(run: Run, there: DescribeEndpointCommandOutput | undefined, { champion }: ModelState): number {
  if (!there || champion?.endpointConfig !== there.EndpointConfigName || champion?.deploymentKey !== deploymentKey(run)) return 0;
  return Math.min(there.ProductionVariants?.[0]?.CurrentInstanceCount ?? 0, run.settings.deployment.instanceCount);
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
