import {
  CreateEndpointCommand,
  DeleteEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type { Champion, Target } from '../contract/model-state.ts';
import type { Answer, Payload, Run } from '../contract/payloads.ts';
import type { Clock } from '../shared/clock.ts';
import type { Artifacts } from '../shared/documents.ts';
import { changingStatuses, findEndpoint } from '../shared/endpoint.ts';
import { isMissing } from '../shared/errors.ts';
import { readableState } from '../shared/model-state/store.ts';
import { pauseSeconds, readRun } from '../shared/recovery.ts';
import { resourceTags } from '../shared/tags.ts';
import { mayBeUnseen } from '../shared/unseen.ts';

export interface RestoreDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
}

/** What there is to do about the endpoint, and what to say of it. `wait`: SageMaker is at work, look again. */
interface Step {
  readonly do: 'nothing' | 'wait' | 'update' | 'delete' | 'create';
  readonly text: string;
}

/**
 * Takes the endpoint back to what it served before the run: its former configuration, or its absence. Each call looks once and takes one
 * step; only a look that finds everything as it was ends it.
 */
export async function restoreEndpoint(
  { recovery, startedAt }: Payload<'restore-endpoint'>,
  { artifacts, sagemaker, clock }: RestoreDependencies,
): Promise<Answer<'restore-endpoint'>> {
  const run = await readRun(artifacts, recovery.execution);
  const state = run ? await readableState(artifacts, run.model) : { target: null, champion: null };
  if (!state)
    return {
      waitSeconds: null,
      texts: [`The endpoint is left alone: state/${run?.model}.json, which knows what it served, is unreadable.`],
    };
  const { target, champion } = state;
  // A run that promoted its release before it broke has nothing to take back.
  if (!run || target?.run !== run.id || champion?.run === run.id) return { waitSeconds: null, texts: await absent(champion, sagemaker) };

  const step = next(target, await findEndpoint(sagemaker, target.endpoint), mayBeUnseen(target.at, clock.now()));
  const failure = await take(step, target, run, sagemaker);
  if (step.do === 'nothing' || failure) return { waitSeconds: null, texts: [failure ?? step.text] };
  return { waitSeconds: pauseSeconds(clock.now() - Date.parse(startedAt), 5), texts: [step.text] };
}

/** What the mail would say wrongly otherwise: a champion whose endpoint somebody deleted (`trainyard destroy` does) serves nothing. */
async function absent(champion: Champion | null, sagemaker: SageMakerClient): Promise<string[]> {
  if (!champion || (await findEndpoint(sagemaker, champion.endpoint))) return [];
  return [`The endpoint ${champion.endpoint} does not exist: nothing serves.`];
}

/** `isNew`: the run's own creation or update may not be seen yet. */
function next(
  { endpoint: name, endpointConfig, previousConfig, at }: Target,
  endpoint: DescribeEndpointCommandOutput | undefined,
  isNew: boolean,
): Step {
  const { EndpointStatus: status = '', EndpointConfigName: config } = endpoint ?? {};
  if (changingStatuses.has(status) || status === 'Deleting') return { do: 'wait', text: `The endpoint ${name} is still ${status}.` };
  if (!endpoint && previousConfig === null && isNew) return { do: 'wait', text: `The endpoint ${name} is not seen (yet).` };
  if (!endpoint && previousConfig === null) return { do: 'nothing', text: `The endpoint ${name} does not exist, as before the run.` };
  if (!endpoint) return { do: 'create', text: `The endpoint ${name} is created again with its former configuration ${previousConfig}.` };
  if (config !== endpointConfig && config !== previousConfig)
    return { do: 'nothing', text: `The endpoint ${name} serves ${config}, which is not this run's: it is left alone.` };
  if (previousConfig === null) return { do: 'delete', text: `The endpoint ${name}, which this run created, is being deleted.` };
  // SageMaker allows nothing else on it.
  if (status === 'Failed') return { do: 'delete', text: `The endpoint ${name} had failed: it is deleted and created again.` };
  // An endpoint that was modified since has shown the update: it was rolled back.
  if (config === previousConfig && status === 'InService' && isNew && (endpoint.LastModifiedTime?.getTime() ?? 0) <= Date.parse(at))
    return { do: 'wait', text: `The endpoint ${name} does not show its update (yet).` };
  if (config === previousConfig && status === 'InService')
    return { do: 'nothing', text: `The endpoint ${name} serves its former configuration ${previousConfig}.` };
  return { do: 'update', text: `The endpoint ${name} goes back to its former configuration ${previousConfig}.` };
}

/** Undefined, or why the former configuration cannot be had back. */
async function take(step: Step, { endpoint, previousConfig }: Target, run: Run, sagemaker: SageMakerClient): Promise<string | undefined> {
  const names = { EndpointName: endpoint, EndpointConfigName: previousConfig ?? '' };
  try {
    if (step.do === 'update') await sagemaker.send(new UpdateEndpointCommand(names));
    if (step.do === 'delete') await sagemaker.send(new DeleteEndpointCommand({ EndpointName: endpoint }));
    if (step.do === 'create') await sagemaker.send(new CreateEndpointCommand({ ...names, Tags: resourceTags(run) }));
    return undefined;
  } catch (error) {
    const message = error instanceof Error && error.name === 'ValidationException' ? error.message : '';
    if (/could not find endpoint configuration/i.test(message))
      return `The endpoint ${endpoint} cannot go back to its former configuration ${previousConfig}, which is gone: ${message}`;
    // It began to change, or ended, since it was described: the next look sees what it is now.
    if (/in-progress|already exist/i.test(message) || isMissing(error)) return undefined;
    throw error;
  }
}
