import type { World } from '../../../world.ts';

type Kind = 'training-job' | 'model' | 'endpoint-config' | 'endpoint' | 'model-package-group' | 'model-package';

/** The ARN of a SageMaker resource. SageMaker writes names in lower case there. */
export function sagemakerArn(world: World, kind: Kind, name: string): string {
  return `arn:${world.partition}:sagemaker:${world.region}:${world.account}:${kind}/${name.toLowerCase()}`;
}

/** The world's time as the API's records have it. */
export const now = (world: World): Date => new Date(world.clock.now());
