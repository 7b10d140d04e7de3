import { Readable } from 'node:stream';
import { ListObjectsV2Command, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import type { World } from '../../../../local/world.ts';
import { fakeIo } from '../fake-io.ts';
import { artifacts, type InstalledWorld, installedWorld } from '../installed-world.ts';

const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name}`;
const at = new Date('2026-11-21T12:00:00Z');

/** What a run leaves in SageMaker: records as the local SageMaker keeps them, without the containers behind them. */
function hosted(world: World, model: string, run: string, installation = 'trainyard'): void {
  const name = `${model}-${run}`;
  world.store.table('sagemaker/models').set(name, {
    ModelName: name,
    ModelArn: arn('model', name),
    PrimaryContainer: {},
    ExecutionRoleArn: `arn:aws:iam::000000000000:role/${installation}-${model}-hosting`,
    CreationTime: at,
    EnableNetworkIsolation: false,
  });
  const variant = {
    VariantName: 'AllTraffic',
    ModelName: name,
    InitialInstanceCount: 2,
    InstanceType: 'ml.m5.large',
    InitialVariantWeight: 1,
  };
  world.store.table('sagemaker/endpoint-configs').set(name, {
    EndpointConfigName: name,
    EndpointConfigArn: arn('endpoint-config', name),
    ProductionVariants: [variant],
    CreationTime: at,
  });
}

function endpoint(world: World, name: string, config: string): void {
  world.store.table('sagemaker/endpoints').set(name, {
    EndpointName: name,
    EndpointArn: arn('endpoint', name),
    EndpointConfigName: config,
    EndpointStatus: 'InService',
    CreationTime: at,
    LastModifiedTime: at,
  });
}

async function call(world: InstalledWorld, words: readonly string[], given: Parameters<typeof fakeIo>[0] = {}) {
  const io = fakeIo(given);
  const code = await main(['destroy', ...words, '--state-dir', world.dataDir], io, {});
  return { code, ...io.written };
}

const put = (world: InstalledWorld, Key: string, Body: string, Bucket = artifacts) =>
  world.account.s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const keys = async (world: InstalledWorld, Bucket: string) =>
  ((await world.account.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);

const names = (world: InstalledWorld, table: string) => world.runtime.world.store.table(`sagemaker/${table}`).keys().sort();

/** `bird` beside `bird-strikes`, and another installation's `bird`. */
async function twoModels(): Promise<InstalledWorld> {
  const world = await installedWorld('bird');
  const { world: here } = world.runtime;
  await world.parameter('/trainyard/bird-strikes/deployed', {});
  for (const run of ['20261121-120000-aaaaaa', '20261121-130000-bbbbbb']) hosted(here, 'bird', run);
  hosted(here, 'bird-strikes', '20261121-120000-cccccc');
  hosted(here, 'bird', '20261121-120000-dddddd', 'other');
  endpoint(here, 'served-bird', 'bird-20261121-130000-bbbbbb');
  endpoint(here, 'bird-strikes', 'bird-strikes-20261121-120000-cccccc');
  endpoint(here, 'bird', 'bird-20261121-120000-dddddd');
  return world;
}

describe('trainyard destroy', { timeout: 20_000 }, () => {
  it('lists what exists with what it costs and removes nothing without a yes', async () => {
    const world = await twoModels();
    const { code, out, err } = await call(world, ['bird']);
    expect(out).toContain(
      [
        'bird',
        '  endpoint    served-bird, InService, 2 × ml.m5.large: about $165.60 a month',
        '  configs     2 endpoint configurations',
        '  models      2 SageMaker models',
      ].join('\n'),
    );
    expect(out).toContain('On AWS this costs about $165.60 a month.\n');
    expect(err).toContain('Expected --yes');
    expect(code).toBe(2);
    const stdin = Object.assign(Readable.from(['\n']), { isTTY: true });
    expect(await call(world, ['bird'], { terminal: true, stdin })).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was removed.'),
    });
    expect(names(world, 'endpoints')).toEqual(['bird', 'bird-strikes', 'served-bird']);
  });

  it("removes this model's endpoint, configurations and models, and nobody else's whose name begins alike", async () => {
    const world = await twoModels();
    const { code, out } = await call(world, ['bird', '--yes']);
    expect(out).toMatch(/Endpoint served-bird deleted: .*\nEndpoint configurations deleted: .*\nSageMaker models deleted: /);
    expect(code).toBe(0);
    expect(names(world, 'endpoints')).toEqual(['bird', 'bird-strikes']);
    const others = ['bird-20261121-120000-dddddd', 'bird-strikes-20261121-120000-cccccc'];
    expect(names(world, 'models')).toEqual(others);
    expect(names(world, 'endpoint-configs')).toEqual(others);
  });

  it('keeps data unless told, says so, and takes with --data what is of this model only, every version of it', async () => {
    const world = await twoModels();
    const { s3 } = world.account;
    await s3.send(new PutBucketVersioningCommand({ Bucket: artifacts, VersioningConfiguration: { Status: 'Enabled' } }));
    const image = (model: string) => JSON.stringify({ uri: `registry/trainyard/${model}@sha256:0` });
    for (const model of ['bird', 'bird-strikes']) {
      await world.putState({}, model);
      await world.putState({ seq: 2 }, model);
      await put(world, `training/${model}/r/model.tar.gz`, 'model');
      await put(world, `images/key-${model}.json`, image(model));
      await put(world, `images/trees/tree-${model}.json`, `{"key":"key-${model}"}`);
      await put(world, `samples/key-${model}/a.json`, '1');
      await put(world, `runs/hash-${model}.json`, JSON.stringify({ id: 'r', model }));
      await put(world, `jobs/training/${model}-20261121-120000-aaaaaa.json`, '{}');
      await put(world, `${model}/training/a.csv`, '1', 'data');
    }
    await world.parameter('/trainyard/bird/overrides/training', { instanceCount: 2 });

    const kept = await call(world, ['bird', '--yes']);
    expect(kept.out).toMatch(
      /Left:\n {2}bird\n {4}overrides +training\n {4}data +1 object version in data, 1 B\n {4}artifacts +8 object versions/,
    );
    expect(kept.out).toContain('destroy bird --data');
    expect(await keys(world, 'data')).toHaveLength(2);

    const gone = await call(world, ['bird', '--data', '--yes']);
    expect(gone.out).toContain('Nothing is left.');
    expect(gone.code).toBe(0);
    expect(await keys(world, 'data')).toEqual(['bird-strikes/training/a.csv']);
    expect((await keys(world, artifacts)).filter((key) => !key?.includes('bird-strikes'))).toEqual([]);
    expect(await keys(world, artifacts)).toHaveLength(7);
    expect((await call(world, ['bird', '--data'])).out).toBe(`Nothing of bird is in ${world.account.name}.\n`);
  });

  it('takes with --all every model, with --data the buckets too, and can be called again', async () => {
    const world = await twoModels();
    await world.putState({}, 'former');
    await put(world, 'bird/training/a.csv', '1', 'data');
    const { code, out } = await call(world, ['--all', '--data', '--yes']);
    expect(out).toMatch(/^bird\n[\s\S]*\nbird-strikes\n[\s\S]*\nformer\n[\s\S]*\nshared by all models of trainyard\n/);
    expect(out).toMatch(/Bucket data emptied and deleted: .*\nBucket artifacts emptied and deleted: /);
    expect(code).toBe(0);
    expect(names(world, 'endpoints')).toEqual(['bird']);
    expect((await call(world, ['--all', '--data', '--yes'])).code).toBe(0);
  });

  it.each([[[]], [['bird', '--all']], [['Bird*', '--yes']]])('refuses %j', async (words) => {
    const world = await installedWorld('bird');
    expect((await call(world, words)).code).toBe(2);
  });
});
