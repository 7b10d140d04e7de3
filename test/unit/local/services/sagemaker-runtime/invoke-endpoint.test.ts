import { CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../../../local/clock.ts';
import { imageOf, roleArn, type SageMakerWorld, sagemakerWorld } from '../sagemaker/fixture.ts';

async function serving(options = {}): Promise<SageMakerWorld> {
  const world = await sagemakerWorld(options);
  const { client } = world;
  for (const color of ['blue', 'green']) {
    const PrimaryContainer = { Image: imageOf('demo'), Environment: { COLOR: color } };
    await client.send(new CreateModelCommand({ ModelName: color, ExecutionRoleArn: roleArn, PrimaryContainer }));
  }
  const variant = { InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' as const };
  await client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: 'demo',
      ProductionVariants: [
        { ...variant, VariantName: 'blue', ModelName: 'blue', InitialVariantWeight: 1 },
        { ...variant, VariantName: 'green', ModelName: 'green', InitialVariantWeight: 0 },
      ],
    }),
  );
  await client.send(new CreateEndpointCommand({ EndpointName: 'demo', EndpointConfigName: 'demo' }));
  await vi.waitUntil(
    async () => (await client.send(new DescribeEndpointCommand({ EndpointName: 'demo' }))).EndpointStatus === 'InService',
    {
      timeout: 20_000,
      interval: 20,
    },
  );
  return world;
}

const invoke = (world: SageMakerWorld, body: string, more = {}) =>
  world.runtimeClient.send(new InvokeEndpointCommand({ EndpointName: 'demo', Body: Buffer.from(body), ContentType: 'text/csv', ...more }));

it('draws the variant by weight, unless the caller names one', async () => {
  const world = await serving();
  for (let i = 0; i < 5; i++) expect((await invoke(world, 'x')).InvokedProductionVariant).toBe('blue');
  const answer = await invoke(world, 'x', { TargetVariant: 'green' });
  expect(answer.InvokedProductionVariant).toBe('green');
  expect(JSON.parse(answer.Body.transformToString())).toMatchObject({ color: 'green', type: 'text/csv', accept: '*/*' });
  await expect(invoke(world, 'x', { TargetVariant: 'red' })).rejects.toMatchObject({ name: 'ValidationError' });
});

it('passes a container’s refusal on as ModelError with its status and text', async () => {
  const world = await serving();
  await expect(invoke(world, 'refuse')).rejects.toMatchObject({
    name: 'ModelError',
    $metadata: { httpStatusCode: 424 },
    OriginalStatusCode: 415,
    OriginalMessage: 'not that',
    LogStreamArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/sagemaker/Endpoints/demo',
    message: expect.stringMatching(
      /^Received client error \(415\) from primary with message "not that"\. See https:\/\/us-east-1\.console/,
    ),
  });
  await expect(invoke(world, 'fail')).rejects.toMatchObject({ OriginalStatusCode: 500, OriginalMessage: 'it broke' });
});

it('refuses a body over 6 MB before any container sees it', async () => {
  const world = await serving();
  const answer = await invoke(world, 'x'.repeat(6 * 1024 * 1024));
  expect(JSON.parse(answer.Body.transformToString()).body).toHaveLength(6 * 1024 * 1024);
  await expect(invoke(world, 'x'.repeat(6 * 1024 * 1024 + 1))).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
});

it('gives a container 60 seconds', async () => {
  // A minute passes in a twentieth of a second; the container wants half of one.
  const clock = { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(ms === 60_000 ? 50 : ms, run) };
  const world = await serving({ clock });
  await expect(invoke(world, 'wait')).rejects.toMatchObject({
    name: 'ModelError',
    OriginalStatusCode: 0,
    message: expect.stringMatching(/Your invocation timed out while waiting for a response from container primary/),
  });
});

it('knows only endpoints that serve', async () => {
  const world = await sagemakerWorld();
  await expect(invoke(world, 'x')).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Endpoint demo of account 000000000000 not found.',
  });
});
