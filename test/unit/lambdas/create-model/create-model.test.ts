import { describe, expect, it } from 'vitest';
import { createModel } from '../../../../lambdas/create-model/create-model.ts';
import { awsError } from '../fake-aws.ts';
import { image, makeRun, makeWorld, release } from '../fixtures.ts';

const run = makeRun({ settings: { deployment: { environment: { MODE: 'fast' }, instanceCount: 2 } } });
const name = run.names.sagemakerModel;

/** SageMaker's models and configurations, refusing a name that is taken with its own words. */
function world(models: Record<string, object> = {}, configs: Record<string, object> = {}) {
  const made = makeWorld();
  const create = (things: Record<string, object>, what: string, key: string) => (request: Record<string, string>) => {
    if (things[request[key] ?? '']) throw awsError('ValidationException', `Cannot create already existing ${what} "arn:aws:sagemaker:x".`);
    things[request[key] ?? ''] = request;
    return {};
  };
  made.aws
    .on('CreateModel', create(models, 'model', 'ModelName'))
    .on('CreateEndpointConfig', create(configs, 'endpoint configuration', 'EndpointConfigName'))
    .on('DescribeModel', ({ ModelName }: { ModelName: string }) => models[ModelName] ?? {})
    .on('DescribeEndpointConfig', ({ EndpointConfigName }: { EndpointConfigName: string }) => configs[EndpointConfigName] ?? {});
  return made;
}

describe('create-model', () => {
  it('creates model and configuration with image by digest, artifact and settings', async () => {
    const made = world();
    expect(await createModel({ run, release: release() }, made)).toEqual({
      sagemakerModel: name,
      endpointConfig: run.names.endpointConfig,
    });
    expect(made.aws.calls('CreateModel')).toMatchObject([
      {
        ModelName: name,
        ExecutionRoleArn: run.roles.hosting,
        PrimaryContainer: { Image: image('b').uri, ModelDataUrl: release().artifact, Environment: { MODE: 'fast' } },
      },
    ]);
    expect(made.aws.calls('CreateEndpointConfig')).toMatchObject([
      {
        ProductionVariants: [
          { ModelName: name, InstanceType: 'ml.t2.medium', InitialInstanceCount: 2, ContainerStartupHealthCheckTimeoutInSeconds: 480 },
        ],
      },
    ]);
  });

  it('adopts its own when it is called again', async () => {
    const made = world();
    const first = await createModel({ run, release: release() }, made);
    expect(await createModel({ run, release: release() }, made)).toEqual(first);
  });

  it.each([
    ['model', 'DescribeModel', `The model ${name} exists`],
    ['endpoint configuration', 'DescribeEndpointConfig', `The endpoint configuration ${name} exists`],
  ])('asks for another call while its %s is taken and not shown yet', async (what, describeIt, words) => {
    const made = world();
    await createModel({ run, release: release() }, made);
    made.aws.on(describeIt, () => {
      throw awsError('ValidationException', `Could not find ${what} "arn:aws:sagemaker:x".`);
    });
    const again = createModel({ run, release: release() }, made);
    await expect(again).rejects.toMatchObject({ name: 'NotReady', message: expect.stringContaining(words) });
  });

  it.each([
    ['a model', world({ [name]: { PrimaryContainer: { Image: 'other' } } }), `The model ${name} exists`],
    [
      'a configuration',
      world({}, { [name]: { ProductionVariants: [{ ModelName: 'other' }] } }),
      `The endpoint configuration ${name} exists`,
    ],
  ])('does not touch %s of its name that is something else', async (_what, made, words) => {
    const created = createModel({ run, release: release() }, made);
    await expect(created).rejects.toMatchObject({ name: 'NameConflict', message: expect.stringContaining(words) });
  });

  it('passes on what is no conflict', async () => {
    const made = world();
    made.aws.on('CreateModel', () => {
      throw awsError('ValidationException', 'Could not access model data at s3://…');
    });
    await expect(createModel({ run, release: release() }, made)).rejects.toThrow('Could not access model data');
  });
});
