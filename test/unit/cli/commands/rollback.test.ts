import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateModelPackageCommand, CreateModelPackageGroupCommand, UpdateModelPackageCommand } from '@aws-sdk/client-sagemaker';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import { fakeIo } from '../fake-io.ts';
import { artifacts, champion, ended, eventually, held, type InstalledWorld, installedWorld, quickClock } from '../installed-world.ts';

const arn = (version: number) => `arn:aws:sagemaker:us-east-1:000000000000:model-package/trainyard-birds/${version}`;
const manifest = '{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","layers":[]}';

/** Three approved releases; what the third serves with is there. */
async function releases(world: InstalledWorld, gone: { image?: number; artifact?: number } = {}): Promise<void> {
  const { sagemaker, s3 } = world.account;
  const ecr = world.account.client(ECRClient);
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'trainyard/birds' }));
  const { image } = await ecr.send(new PutImageCommand({ repositoryName: 'trainyard/birds', imageManifest: manifest, imageTag: 'a' }));
  await sagemaker.send(new CreateModelPackageGroupCommand({ ModelPackageGroupName: 'trainyard-birds' }));
  for (const version of [1, 2, 3]) {
    const Key = `training/birds/${version}/model.tar.gz`;
    if (gone.artifact !== version) await s3.send(new PutObjectCommand({ Bucket: artifacts, Key, Body: 'model' }));
    const digest = gone.image === version ? `sha256:${'0'.repeat(64)}` : image?.imageId?.imageDigest;
    const Image = `000000000000.dkr.ecr.us-east-1.amazonaws.com/trainyard/birds@${digest}`;
    const { ModelPackageArn } = await sagemaker.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: 'trainyard-birds',
        InferenceSpecification: {
          Containers: [{ Image, ModelDataUrl: `s3://${artifacts}/${Key}` }],
          SupportedContentTypes: ['text/csv'],
          SupportedResponseMIMETypes: ['text/csv'],
        },
      }),
    );
    await sagemaker.send(new UpdateModelPackageCommand({ ModelPackageArn, ModelApprovalStatus: version === 2 ? 'Rejected' : 'Approved' }));
  }
}

async function call(world: InstalledWorld, words: readonly string[] = [], clock = quickClock()) {
  const io = fakeIo({ clock, env: { USER: 'jane' } });
  const code = await main(['rollback', 'birds', ...words, '--state-dir', world.dataDir], io, {});
  return { code, ...io.written };
}

describe('trainyard rollback', { timeout: 20_000 }, () => {
  it('refuses, before anything starts, what could not end well', async () => {
    const world = await installedWorld();
    await releases(world, { image: 2, artifact: 1 });
    await world.putState({ champion: champion(arn(3)) });
    for (const [words, code, text] of [
      [['--to', '3'], 1, 'Release 3 of birds is in service already'],
      [['--to', arn(9)], 1, 'there is none. Releases: 3, 2, 1.'],
      [['--to', 'last'], 2, 'version number or ARN; got "last". Releases of birds: 3, 2, 1.'],
      [['--to', '2'], 1, /its image \S+@sha256:0+ is gone. Nothing was started/],
      // Without --to: release 2 was never approved, release 1 has lost its artifact.
      [[], 1, 'Release 1 cannot be deployed: its artifact s3://artifacts/training/birds/1/model.tar.gz is gone'],
    ] as const) {
      const answer = await call(world, words);
      expect(answer.err).toMatch(text);
      expect(answer.code).toBe(code);
    }
    expect(world.launches()).toEqual([]);
  });

  it('says so where no release is older than the champion', async () => {
    const world = await installedWorld();
    await releases(world);
    await world.putState({ champion: champion(arn(1)) });
    expect(await call(world)).toMatchObject({
      code: 1,
      err: expect.stringContaining('an approved release of birds before the one in service'),
    });
  });

  it('asks on the launch topic, waits behind the run that holds the model, follows its own and gives its exit code', async () => {
    const world = await installedWorld('birds', ended('succeeded'));
    await releases(world);
    await world.putState({ champion: champion(arn(3)), running: held() });
    const answer = call(world);
    const [wish] = await eventually(() => (world.launches().length > 0 ? world.launches() : undefined));
    expect(wish).toEqual({
      model: 'birds',
      release: arn(1),
      trigger: 'trainyard rollback by jane',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      at: expect.stringMatching(/^2\d{3}-.*Z$/),
    });
    const launch = {
      id: 'a1b2c3d4e5f60718',
      at: String(wish?.at),
      trigger: String(wish?.trigger),
      head: null,
      input: { model: 'birds', release: arn(1) },
    };
    await world.putState({ running: held(), pending: [launch] });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
    const { executionArn = '' } = await world.account.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'birds-8-a1b2c3d4' }));
    await world.putState({ running: held({ token: 8, execution: { name: 'birds-8-a1b2c3d4', arn: executionArn }, launch }) });
    const { code, out } = await answer;
    expect(out).toContain(`Rollback of birds to release 1 asked for: ${arn(1)}\n`);
    expect(out).toContain('The rollback waits for birds-7-1f2e3d4c (running since 2026-11-21T12:00:00Z) and goes next.\n');
    expect(out).toContain(`Run ${executionArn}\n`);
    expect(out).toContain('It is succeeded.');
    expect(code).toBe(0);
  });

  it('gives up with a hint when nothing takes the message up', async () => {
    const world = await installedWorld();
    await releases(world);
    await world.putState({ champion: champion(arn(3)) });
    expect(await call(world, [], quickClock(20))).toMatchObject({
      code: 1,
      err: expect.stringContaining('The log of the function trainyard-launch says why.'),
    });
  });
});
