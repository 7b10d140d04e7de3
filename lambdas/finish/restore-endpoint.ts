import {
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  type SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type { Target } from '../contract/model-state.ts';
import type { Clock } from '../shared/clock.ts';
import { isMissing } from '../shared/errors.ts';
import { changingStatuses } from '../shared/jobs/deployment.ts';

export interface RestoreDependencies {
  readonly sagemaker: SageMakerClient;
  readonly clock: Clock;
}

/** What became of the endpoint: `isDone` false when it still changed at the end of the wait, and has to be looked at again. */
export interface Restoration {
  readonly isDone: boolean;
  readonly text: string;
}

const pollMs = 5000;
// Less than the function's 300 s: the mail has to go out in the same call.
const patienceMs = 200_000;

/** Takes an endpoint back to what it served before this run: its former configuration, or its absence. */
export async function restoreEndpoint(target: Target, { sagemaker, clock }: RestoreDependencies): Promise<Restoration> {
  const until = clock.now() + patienceMs;
  for (;;) {
    const endpoint = await describe(sagemaker, target.endpoint);
    const status = endpoint?.EndpointStatus ?? '';
    if (!changingStatuses.has(status)) return restore(target, endpoint, sagemaker);
    if (clock.now() + pollMs > until)
      return { isDone: false, text: `The endpoint ${target.endpoint} is still ${status}; it is restored when that ends.` };
    await clock.delay(pollMs);
  }
}

async function restore(
  { endpoint: name, endpointConfig, previousConfig }: Target,
  endpoint: DescribeEndpointCommandOutput | undefined,
  sagemaker: SageMakerClient,
): Promise<Restoration> {
  if (!endpoint || endpoint.EndpointStatus === 'Deleting')
    return { isDone: true, text: `The endpoint ${name} does not exist, as before the run.` };
  if (previousConfig === null) {
    if (endpoint.EndpointConfigName !== endpointConfig)
      return { isDone: true, text: `The endpoint ${name} is not this run's any more: left alone.` };
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: name }));
    return { isDone: true, text: `The endpoint ${name}, which this run created, is deleted.` };
  }
  if (endpoint.EndpointConfigName === previousConfig)
    return { isDone: true, text: `The endpoint ${name} serves its former configuration ${previousConfig}.` };
  if (endpoint.EndpointConfigName !== endpointConfig)
    return { isDone: true, text: `The endpoint ${name} is not this run's any more: left alone.` };
  await sagemaker.send(new UpdateEndpointCommand({ EndpointName: name, EndpointConfigName: previousConfig }));
  return { isDone: true, text: `The endpoint ${name} goes back to its former configuration ${previousConfig}.` };
}

async function describe(sagemaker: SageMakerClient, name: string): Promise<DescribeEndpointCommandOutput | undefined> {
  try {
    return await sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
