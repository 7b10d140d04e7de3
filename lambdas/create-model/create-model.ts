import {
  CreateEndpointConfigCommand,
  type CreateEndpointConfigCommandInput,
  CreateModelCommand,
  type CreateModelCommandInput,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../contract/errors.ts';
import type { Answer, Payload, Release, Run } from '../contract/payloads.ts';
import type { Artifacts } from '../shared/documents.ts';
import { alreadyExists, isMissing, PipelineError } from '../shared/errors.ts';
import { canonical } from '../shared/hash.ts';
import { checkLock } from '../shared/model-state/lock.ts';
import { resourceTags, vpcConfig } from '../shared/tags.ts';

export interface CreateModelDependencies {
  readonly artifacts: Artifacts;
  readonly sagemaker: SageMakerClient;
}

/**
 * Creates the SageMaker model and the endpoint configuration of this run; both cost nothing until an endpoint uses them.
 * @throws NameConflict when one of the names is taken by something else · NotReady when SageMaker does not show yet by what
 */
export async function createModel(
  { run, release }: Payload<'create-model'>,
  { artifacts, sagemaker }: CreateModelDependencies,
): Promise<Answer<'create-model'>> {
  await checkLock(artifacts, run);
  const model = modelRequest(run, release);
  await createOrAdopt(
    `model ${run.names.sagemakerModel}`,
    () => sagemaker.send(new CreateModelCommand(model)),
    async () => {
      const there = await sagemaker.send(new DescribeModelCommand({ ModelName: run.names.sagemakerModel }));
      return essence(there.PrimaryContainer) === essence(model.PrimaryContainer) && there.ExecutionRoleArn === model.ExecutionRoleArn;
    },
  );
  const config = configRequest(run);
  await createOrAdopt(
    `endpoint configuration ${run.names.endpointConfig}`,
    () => sagemaker.send(new CreateEndpointConfigCommand(config)),
    async () => {
      const there = await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: run.names.endpointConfig }));
      const [mine, theirs] = [config.ProductionVariants?.[0], there.ProductionVariants?.[0]];
      return (
        theirs?.ModelName === mine?.ModelName &&
        theirs?.InstanceType === mine?.InstanceType &&
        theirs?.InitialInstanceCount === mine?.InitialInstanceCount
      );
    },
  );
  return { sagemakerModel: run.names.sagemakerModel, endpointConfig: run.names.endpointConfig };
}

/** A name that is taken is this run's own after a lost answer; anything else under it is not touched. */
async function createOrAdopt(what: string, create: () => Promise<unknown>, isOurs: () => Promise<boolean>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!alreadyExists(error)) throw error;
    if (await isOurs().catch((unseen) => notReadyIfMissing(what, unseen))) return;
    throw new PipelineError(
      ErrorName.NameConflict,
      `The ${what} exists and is not what this run asked for: delete it, or start another run.`,
      {
        cause: error,
      },
    );
  }
}

/** A repeated call may be quicker than what it made is seen by Describe. */
function notReadyIfMissing(what: string, error: unknown): never {
  if (!isMissing(error)) throw error;
  throw new PipelineError(ErrorName.NotReady, `The ${what} exists, but SageMaker does not show it yet: whose it is shows then.`, {
    cause: error,
  });
}

/** Describe answers with more members than were asked for. */
const essence = (container: CreateModelCommandInput['PrimaryContainer']): string =>
  canonical([container?.Image, container?.ModelDataUrl, container?.Environment ?? {}]);

const tags = (run: Run) => resourceTags(run, { 'trainyard:run': run.id });

const modelRequest = (run: Run, release: Release): CreateModelCommandInput => ({
  ModelName: run.names.sagemakerModel,
  ExecutionRoleArn: run.roles.hosting,
  PrimaryContainer: { Image: release.inferenceImage, ModelDataUrl: release.artifact, Environment: run.settings.deployment.environment },
  ...vpcConfig(run),
  Tags: tags(run),
});

const configRequest = (run: Run): CreateEndpointConfigCommandInput => ({
  EndpointConfigName: run.names.endpointConfig,
  ProductionVariants: [
    {
      VariantName: 'AllTraffic',
      ModelName: run.names.sagemakerModel,
      InstanceType: run.settings.deployment.instanceType as never,
      InitialInstanceCount: run.settings.deployment.instanceCount,
      InitialVariantWeight: 1,
      ContainerStartupHealthCheckTimeoutInSeconds: Math.max(60, run.settings.deployment.startupTimeoutSeconds),
    },
  ],
  Tags: tags(run),
});
