import type { Stage } from './stage.ts';

const training = (hyperparameters: object) => ({ options: { training: { hyperparameters } } });
const serving = (environment: object) => ({ options: { deployment: { environment, startupTimeoutSeconds: 5 } } });
const model = 'toy';

/** Runs the model and holds the run to the outcome or error it is to end with. */
async function expectRun(stage: Stage, wanted: string, input: object): Promise<void> {
  const { output, error } = await stage.run({ model, ...input });
  await stage.quiet(model);
  const got = (JSON.parse(output ?? '{}') as { outcome?: string }).outcome ?? error;
  if (got !== wanted) throw new Error(`Expected a run with ${JSON.stringify(input)} to end as ${wanted}; got ${got}`);
}

/** A first endpoint that is stopped in the making, which recovery takes away; the first release; a broken endpoint for the other model. */
export async function firstRelease(stage: Stage): Promise<void> {
  await stage.stopIn(['AwaitDeployment'], { model });
  await expectRun(stage, 'succeeded', {});
  await brokenEndpoint(stage);
}

/** The model that lies in a folder: good and bad runs, and a stop in every phase. */
export async function folderModel(stage: Stage): Promise<void> {
  await expectRun(stage, 'unchanged', {});
  await expectRun(stage, 'succeeded', serving({ GREETING: 'salut' }));
  await expectRun(stage, 'rejected', training({ accuracy: 0.6 }));
  await expectRun(stage, 'InvalidSettings', { options: { training: { maxRuntimeSeconds: 'soon' } } });
  await stage.run({ model: 'tyo' });
  await expectRun(stage, 'BuildFailed', {
    options: { build: { training: { dockerfile: 'broken.Dockerfile', paths: ['broken.Dockerfile'] } } },
  });
  await expectRun(stage, 'TrainingFailed', training({ behaviour: 'failure-file' }));
  await expectRun(stage, 'MetricMissing', training({ behaviour: 'nan' }));
  await expectRun(stage, 'VerificationFailed', serving({ BEHAVIOUR: 'dies' }));
  await stage.stopIn(['AwaitTraining'], { model, ...training({ behaviour: 'slow', seconds: 600 }) });
  await stage.stopIn(['AwaitInferenceImage', 'Evaluate'], { model, ...changed('image') });
  await stage.stopIn(['AwaitVerification'], { model, ...changed('verification') });
  await stage.stopIn(['AwaitDeployment'], { model, ...changed('deployment') });
  // Somebody deletes the endpoint meanwhile: recovery makes it again.
  await stage.stopIn(['SmokeTest'], { model, ...changed('smoke') }, async () => {
    await stage.world.call('sagemaker', 'DeleteEndpoint', { EndpointName: model });
  });
  await expectRun(stage, 'succeeded', { release: '1' });
  await twice(stage, () => expectRun(stage, 'succeeded', { ...training({ accuracy: 0.95 }) }));
}

const changed = (what: string) => ({
  options: { deployment: { environment: { GREETING: what } }, build: { inference: { arguments: { FOR: what } } } },
});

/** An endpoint of the other model's name that cannot start: its first deployment has to delete it. */
async function brokenEndpoint({ world, until }: Stage): Promise<void> {
  const { Models } = await world.call<{ Models: { ModelName: string }[] }>('sagemaker', 'ListModels', {});
  const { PrimaryContainer, ExecutionRoleArn } = await world.call<{ PrimaryContainer: object; ExecutionRoleArn: string }>(
    'sagemaker',
    'DescribeModel',
    Models[0] as object,
  );
  const name = 'broken';
  const container = { ...PrimaryContainer, Environment: { BEHAVIOUR: 'dies' } };
  await world.call('sagemaker', 'CreateModel', { ModelName: name, ExecutionRoleArn, PrimaryContainer: container });
  const variant = { VariantName: 'all', ModelName: name, InitialInstanceCount: 1, InstanceType: 'ml.m5.large' };
  await world.call('sagemaker', 'CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants: [variant] });
  // The other is a stranger's, which the sweep looks at: it might be one that a run left to bill.
  for (const EndpointName of ['pushed', 'somebody-elses'])
    await world.call('sagemaker', 'CreateEndpoint', { EndpointName, EndpointConfigName: name });
  await until(async () => {
    const endpoint = await world.call<{ EndpointStatus: string }>('sagemaker', 'DescribeEndpoint', { EndpointName: 'pushed' });
    return endpoint.EndpointStatus === 'Failed' || undefined;
  });
}

/** Loses the first answer of every function that a state machine calls, as its retries do. */
async function twice({ world }: Stage, run: () => Promise<void>): Promise<void> {
  const call = world.call;
  const again: typeof call = async (service, operation, input, caller) => {
    const isStep = service === 'lambda' && operation === 'Invoke' && caller !== undefined;
    if (isStep && (input as { InvocationType?: string }).InvocationType === 'RequestResponse')
      await call(service, operation, input, caller);
    return call(service, operation, input, caller);
  };
  Object.assign(world, { call: again });
  await run().finally(() => Object.assign(world, { call }));
}
