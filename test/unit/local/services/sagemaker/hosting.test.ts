import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type CreateModelCommandInput,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeModelCommand,
  ListEndpointsCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { create } from 'tar';
import { expect, it, vi } from 'vitest';
import { systemClock } from '../../../../../local/clock.ts';
import { temporaryFolder } from '../../helpers/world.ts';
import { imageOf, roleArn, type SageMakerWorld, sagemakerWorld, setRole } from './fixture.ts';

const artifact = 's3://data/job/output/model.tar.gz';

/** A minute passes in a second, only a ping has its real 2 s: what SageMaker waits for can be waited for here. */
const began = systemClock.now();
const hasty = {
  clock: {
    now: () => began + (systemClock.now() - began) * 60,
    after: (ms: number, run: () => void) => systemClock.after(ms === 2000 ? ms : ms / 60, run),
  },
};

async function withArtifact(options = {}): Promise<SageMakerWorld> {
  const world = await sagemakerWorld(options);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model.json'), '{"weights":[1]}');
  await world.put('job/output/model.tar.gz', (await packed(folder, ['model.json'])) as Uint8Array);
  return world;
}

const packed = async (cwd: string, files: string[]) => create({ gzip: true, cwd }, files).concat();

const modelRequest = (ModelName: string, environment: Record<string, string> = {}, more: Partial<CreateModelCommandInput> = {}) =>
  new CreateModelCommand({
    ModelName,
    ExecutionRoleArn: roleArn,
    PrimaryContainer: { Image: imageOf('demo'), ModelDataUrl: artifact, Environment: environment },
    ...more,
  });

/** A model and a configuration of the same name. */
async function config({ client }: SageMakerWorld, name: string, environment: Record<string, string> = {}, image = imageOf('demo')) {
  const PrimaryContainer = { Image: image, ModelDataUrl: artifact, Environment: environment };
  await client.send(modelRequest(name, environment, { PrimaryContainer }));
  await client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [
        {
          VariantName: 'AllTraffic',
          ModelName: name,
          InitialInstanceCount: 2,
          InstanceType: 'ml.t2.medium',
          ContainerStartupHealthCheckTimeoutInSeconds: 60,
        },
      ],
    }),
  );
}

const create_ = ({ client }: SageMakerWorld, EndpointConfigName: string) =>
  client.send(new CreateEndpointCommand({ EndpointName: 'demo', EndpointConfigName }));
const update = ({ client }: SageMakerWorld, EndpointConfigName: string) =>
  client.send(new UpdateEndpointCommand({ EndpointName: 'demo', EndpointConfigName }));
const describe = ({ client }: SageMakerWorld) => client.send(new DescribeEndpointCommand({ EndpointName: 'demo' }));

function until(world: SageMakerWorld, ...statuses: string[]) {
  return vi.waitUntil(
    async () => {
      const endpoint = await describe(world);
      return statuses.includes(endpoint.EndpointStatus ?? '') && endpoint;
    },
    { timeout: 20_000, interval: 20 },
  );
}

async function ask(world: SageMakerWorld, body = 'hello') {
  const { Body, ...answer } = await world.runtimeClient.send(
    new InvokeEndpointCommand({ EndpointName: 'demo', Body: Buffer.from(body), ContentType: 'text/plain', Accept: 'application/json' }),
  );
  return { ...answer, json: JSON.parse(Body?.transformToString() ?? '') };
}

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('serves a model for real, and says which image by digest it serves', async () => {
  const world = await withArtifact();
  await config(world, 'v1', { COLOR: 'blue' });
  await create_(world, 'v1');
  await expect(world.client.send(new DeleteEndpointCommand({ EndpointName: 'demo' }))).rejects.toThrow(
    'Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/demo".',
  );
  const endpoint = await until(world, 'InService', 'Failed');
  expect(endpoint).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'v1',
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        DeployedImages: [{ SpecifiedImage: imageOf('demo'), ResolvedImage: imageOf('demo') }],
        CurrentWeight: 1,
        DesiredWeight: 1,
        CurrentInstanceCount: 2,
        DesiredInstanceCount: 2,
      },
    ],
  });
  const answer = await ask(world);
  expect(answer).toMatchObject({ InvokedProductionVariant: 'AllTraffic', ContentType: 'application/json' });
  expect(answer.json).toMatchObject({
    body: 'hello',
    type: 'text/plain',
    accept: 'application/json',
    color: 'blue',
    model: '{"weights":[1]}',
  });
  expect(await world.logged('/aws/sagemaker/Endpoints/demo')).toContain('listening');
  expect(world.events.map(({ detail }) => detail.EndpointStatus)).toEqual(['CREATING', 'IN_SERVICE']);
});

it('brings an update up beside the old fleet, swaps, and then ends the old one', async () => {
  const world = await withArtifact();
  await config(world, 'v1', { COLOR: 'blue' });
  await config(world, 'v2', { COLOR: 'green' }, imageOf('other'));
  await create_(world, 'v1');
  await until(world, 'InService');
  const before = await ask(world);
  const slow = ask(world, 'wait');
  await update(world, 'v2');
  expect(await describe(world)).toMatchObject({
    EndpointStatus: 'Updating',
    EndpointConfigName: 'v1',
    PendingDeploymentSummary: { EndpointConfigName: 'v2' },
  });
  await expect(update(world, 'v2')).rejects.toThrow(/^Cannot update in-progress endpoint/);
  const after = await until(world, 'InService', 'Failed');
  expect(after).toMatchObject({
    EndpointConfigName: 'v2',
    ProductionVariants: [{ DeployedImages: [{ ResolvedImage: imageOf('other') }] }],
  });
  expect((await ask(world)).json.color).toBe('green');
  expect((await slow).json.color).toBe('blue');
  await vi.waitUntil(() => !alive(before.json.pid), { timeout: 5000 });
});

it('rolls an update whose container never gets healthy back to the old configuration, which served all the time', async () => {
  const world = await withArtifact(hasty);
  await config(world, 'v1', { COLOR: 'blue' });
  await config(world, 'sick', { MODE: 'sick' });
  await create_(world, 'v1');
  await until(world, 'InService');
  const { pid } = (await ask(world)).json;
  await update(world, 'sick');
  expect((await ask(world)).json).toMatchObject({ color: 'blue', pid });
  const endpoint = await until(world, 'InService', 'Failed');
  expect(endpoint).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'v1',
    FailureReason:
      'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
  });
  expect((await ask(world)).json).toMatchObject({ color: 'blue', pid });
});

it('ends a failed creation as Failed, after which only DeleteEndpoint works', async () => {
  const world = await withArtifact(hasty);
  await config(world, 'crash', { MODE: 'crash' });
  await create_(world, 'crash');
  const endpoint = await until(world, 'InService', 'Failed');
  expect(endpoint.FailureReason).toMatch(/did not pass the ping health check/);
  await expect(update(world, 'crash')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(create_(world, 'crash')).rejects.toThrow(
    'Cannot create already existing endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/demo".',
  );
  expect(await world.logged('/aws/sagemaker/Endpoints/demo')).toEqual(
    expect.arrayContaining(['no model here', 'The container ended (exit code 7).']),
  );
  await world.client.send(new DeleteEndpointCommand({ EndpointName: 'demo' }));
  await vi.waitUntil(
    () =>
      describe(world).then(
        () => false,
        (error) => error,
      ),
    { timeout: 5000 },
  );
  await expect(describe(world)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Could not find endpoint "arn:aws:sagemaker:us-east-1:000000000000:endpoint/demo".',
  });
  expect(world.events.at(-1)?.detail.EndpointStatus).toBe('DELETED');
});

it('ends the container and frees its folder when an endpoint is deleted', async () => {
  const world = await withArtifact();
  await config(world, 'v1');
  await create_(world, 'v1');
  await until(world, 'InService');
  const { pid } = (await ask(world)).json;
  await world.client.send(new DeleteEndpointCommand({ EndpointName: 'demo' }));
  await vi.waitUntil(
    () =>
      describe(world).then(
        () => false,
        () => true,
      ),
    { timeout: 5000 },
  );
  expect(alive(pid)).toBe(false);
  await expect(ask(world)).rejects.toMatchObject({ name: 'ValidationError', message: 'Endpoint demo of account 000000000000 not found.' });
  const { Endpoints } = await world.client.send(new ListEndpointsCommand({}));
  expect(Endpoints).toEqual([]);
});

it('starts a serving process that died again', async () => {
  const world = await withArtifact(hasty);
  await config(world, 'v1');
  await create_(world, 'v1');
  await until(world, 'InService');
  const { pid } = (await ask(world)).json;
  await expect(ask(world, 'die')).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
  const again = await vi.waitUntil(() => ask(world).catch(() => false as const), { timeout: 10_000, interval: 50 });
  expect(again.json.pid).not.toBe(pid);
});

it('serves again after a restart, a lost update being rolled back, and leaves no process when it ends', async () => {
  const dataDir = temporaryFolder();
  const first = await withArtifact({ dataDir });
  await config(first, 'v1', { COLOR: 'blue' });
  await config(first, 'sick', { MODE: 'sick' });
  await create_(first, 'v1');
  await until(first, 'InService');
  const { pid } = (await ask(first)).json;
  await update(first, 'sick');
  await first.runtime.stop();
  expect(alive(pid)).toBe(false);

  const second = await sagemakerWorld({ dataDir });
  expect((await ask(second)).json).toMatchObject({ color: 'blue', model: '{"weights":[1]}' });
  const endpoint = await describe(second);
  expect(endpoint).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'v1',
    FailureReason: expect.stringMatching(/rolled back/),
  });
  expect(endpoint.PendingDeploymentSummary).toBeUndefined();
});

it('makes a model only of what AWS would take', async () => {
  const world = await withArtifact();
  const { client } = world;
  const container = { Image: imageOf('demo'), ModelDataUrl: artifact };
  const refused = (PrimaryContainer: object) => expect(client.send(modelRequest('m', {}, { PrimaryContainer }))).rejects;
  await refused({ ...container, ModelDataUrl: 's3://data/none.tar.gz' }).toThrow(
    `Could not access model data at s3://data/none.tar.gz. Please ensure that the role "${roleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
  );
  await refused({ ...container, Image: imageOf('demo').replace('/demo', '/none') }).toThrow(
    /^Requested image .*\/none@sha256:d+ not found\.$/,
  );
  await refused({ ...container, Image: imageOf('oci') }).toThrow(
    `Unsupported manifest media type application/vnd.oci.image.manifest.v1+json for image ${imageOf('oci')}. Ensure that valid manifest media type is used for specified image.`,
  );
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a'));
  symlinkSync('/etc/passwd', join(folder, 'a', 'link'));
  await world.put('linked.tar.gz', (await packed(folder, ['a'])) as Uint8Array);
  await refused({ ...container, ModelDataUrl: 's3://data/linked.tar.gz' }).toThrow(
    'The model data archive at s3://data/linked.tar.gz contains a link: a/link.',
  );
  await client.send(modelRequest('m'));
  await expect(client.send(modelRequest('m'))).rejects.toThrow(
    'Cannot create already existing model "arn:aws:sagemaker:us-east-1:000000000000:model/m"',
  );
  expect((await client.send(new DescribeModelCommand({ ModelName: 'm' }))).PrimaryContainer).toEqual({
    ...container,
    Environment: {},
    Mode: 'SingleModel',
  });
  setRole(world.world, ['*'], 'lambda.amazonaws.com');
  await expect(client.send(modelRequest('n'))).rejects.toThrow(/^The execution role ARN ".*" is invalid\./);
});

it('fails an endpoint whose artifact is no tar.gz, and one whose role lost its rights', async () => {
  const world = await withArtifact();
  await world.put('broken.tar.gz', 'not an archive');
  await world.client.send(
    modelRequest('broken', {}, { PrimaryContainer: { Image: imageOf('demo'), ModelDataUrl: 's3://data/broken.tar.gz' } }),
  );
  await world.client.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: 'broken',
      ProductionVariants: [{ VariantName: 'A', ModelName: 'broken', InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' }],
    }),
  );
  await create_(world, 'broken');
  expect((await until(world, 'Failed', 'InService')).FailureReason).toBe(
    'Failed to extract model data archive from URL "s3://data/broken.tar.gz". Please ensure that the object located at the URL is a valid tar.gz archive.',
  );
  await config(world, 'v1');
  setRole(world.world, ['ecr:*']);
  await world.client.send(new CreateEndpointCommand({ EndpointName: 'denied', EndpointConfigName: 'v1' }));
  const denied = await vi.waitUntil(
    async () => {
      const endpoint = await world.client.send(new DescribeEndpointCommand({ EndpointName: 'denied' }));
      return endpoint.EndpointStatus === 'Failed' && endpoint;
    },
    { timeout: 5000, interval: 20 },
  );
  expect(denied.FailureReason).toBeTruthy();
});

it('cannot update an endpoint whose configuration was deleted, nor use what is not there', async () => {
  const world = await withArtifact();
  const { client } = world;
  await expect(create_(world, 'none')).rejects.toThrow(
    'Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:000000000000:endpoint-config/none".',
  );
  await expect(client.send(new DeleteModelCommand({ ModelName: 'none' }))).rejects.toThrow(
    'Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/none".',
  );
  await config(world, 'v1');
  await config(world, 'v2');
  await create_(world, 'v1');
  await until(world, 'InService');
  await client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'v1' }));
  await expect(update(world, 'v2')).rejects.toThrow(/^Could not find endpoint configuration ".*endpoint-config\/v1"\.$/);
  await expect(config(world, 'v2')).rejects.toMatchObject({ name: 'ValidationException' });
});

it('refuses instance types that cannot host', async () => {
  const world = await withArtifact();
  await world.client.send(modelRequest('m'));
  const wrong = new CreateEndpointConfigCommand({
    EndpointConfigName: 'c',
    ProductionVariants: [{ VariantName: 'A', ModelName: 'm', InitialInstanceCount: 1, InstanceType: 'ml.t3.medium' as never }],
  });
  await expect(world.client.send(wrong)).rejects.toThrow(
    /^1 validation error detected: Value 'ml\.t3\.medium' at 'productionVariants\.1\.member\.instanceType' failed to satisfy constraint: Member must satisfy enum value set: \[/,
  );
});

it('takes the containers of a failed start away', async () => {
  const world = await withArtifact(hasty);
  await config(world, 'crash', { MODE: 'crash' });
  await create_(world, 'crash');
  await until(world, 'Failed');
  const folder = join(world.world.dataDir, 'run', 'endpoints', 'demo');
  expect(existsSync(folder) ? (await import('node:fs')).readdirSync(folder) : []).toEqual([]);
});
