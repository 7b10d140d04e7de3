import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { hashOf } from './hash.ts';

/** The names a run's training may have, in the order they are tried: SageMaker never takes a training job's name twice. */
export const trainingNames = (first: string): string[] => [first, `${first}-2`, `${first}-3`];

/** The parts of a training request (or of its description) that its key is made of. */
export type TrainingRequest = Pick<
  CreateTrainingJobCommandInput,
  'AlgorithmSpecification' | 'RoleArn' | 'InputDataConfig' | 'ResourceConfig' | 'HyperParameters' | 'Environment' | 'EnableNetworkIsolation'
>;

/**
 * The training's key: all that its artifact depends on. `request` without name, tags, output path and stopping condition, which change
 * nothing in the artifact of a completed job.
 */
export function trainingKey(request: TrainingRequest, data: Readonly<Record<string, string>>): string {
  const { AlgorithmSpecification, RoleArn, InputDataConfig, ResourceConfig, HyperParameters, Environment, EnableNetworkIsolation } =
    request;
  return hashOf({
    request: { AlgorithmSpecification, RoleArn, InputDataConfig, ResourceConfig, HyperParameters, Environment, EnableNetworkIsolation },
    data,
  });
}
