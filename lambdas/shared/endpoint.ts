import { DescribeEndpointCommand, type DescribeEndpointCommandOutput, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { isMissing } from './errors.ts';

/** Statuses in which SageMaker works on an endpoint and refuses every change. */
export const changingStatuses: ReadonlySet<string> = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack']);

/**
 * So long after a creation was asked for, an endpoint that is not described may be there all the same: SageMaker shows it after seconds, and
 * one look may be older than the look before it.
 */
export const unseenMs = 15_000;

/** The endpoint as SageMaker describes it; undefined where there is none. */
export async function findEndpoint(sagemaker: SageMakerClient, name: string): Promise<DescribeEndpointCommandOutput | undefined> {
  try {
    return await sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
