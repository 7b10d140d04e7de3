import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { create } from 'tar';
import { describe, expect, it, vi } from 'vitest';
import { logTail } from '../../../../../lambdas/shared/jobs/log-tail.ts';
import { systemClock } from '../../../../../local/clock.ts';
import { ProcessRecords } from '../../../../../local/containers/leftovers.ts';
import { leftoverProcesses } from '../../../../e2e/support/leftover-processes.ts';
import { clientOptions, temporaryFolder } from '../../helpers/world.ts';
import { badWorld, job, serve, train } from './bad-world.ts';
import type { SageMakerWorld } from './fixture.ts';

/** A minute passes in a second, only a ping has its real 2 s: what SageMaker waits for can be waited for here. */
const began = systemClock.now();
const hasty = {
  clock: {
    now: () => began + (systemClock.now() - began) * 60,
    after: (ms: number, run: () => void) => systemClock.after(ms === 2000 ? ms : ms / 60, run),
  },
};

const trainingLog = '/aws/sagemaker/TrainingJobs';
const logged = (world: SageMakerWorld, line: string) =>
  vi.waitUntil(
    () =>
      world.logged(trainingLog).then(
        (lines) => lines.includes(line),
        () => false,
      ),
    { timeout: 10_000, interval: 20 },
  );

/** What must not be there any more once a job has ended: processes, and the job's folder. */
async function expectNothingLeft({ world }: SageMakerWorld, folder = 'training'): Promise<void> {
  expect(leftoverProcesses(world.dataDir)).toEqual([]);
  const run = join(world.dataDir, 'run');
  expect(readdirSync(run).filter((name) => name.startsWith('home-'))).toEqual([]);
  expect(new ProcessRecords(world.dataDir).all()).toEqual([]);
  // The folder goes after the job's record says that it has ended.
  await vi.waitFor(() => expect(readdirSync(join(run, folder))).toEqual([]), { timeout: 5000 });
}

describe('a training that', () => {
  it('ignores SIGTERM is killed after 120 s, and keeps what it had saved', async () => {
    const world = await badWorld('Dockerfile', hasty);
    await train(world, 'stubborn');
    await logged(world, 'at work');
    const asked = world.world.clock.now();
    await world.client.send(new StopTrainingJobCommand({ TrainingJobName: 'stubborn' }));
    const stopped = await job(world, 'stubborn');
    expect(world.world.clock.now() - asked).toBeGreaterThan(120_000);
    expect(stopped).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'Stopped',
      ModelArtifacts: { S3ModelArtifacts: 's3://data/out/stubborn/output/model.tar.gz' },
    });
    expect(await world.logged(trainingLog)).toContain('I heard SIGTERM');
    await expectNothingLeft(world);
  });

  it('fills its volume is ended, with the volume as the reason', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'fills-the-disk', 1);
    expect((await job(world, 'fills-the-disk')).FailureReason).toMatch(
      /^ClientError: Insufficient disk space: the job has [\d.]+ GB in \/opt\/ml, and its volume VolumeSizeInGB 1\./,
    );
    await expectNothingLeft(world);
  });

  it('gets more data than its volume holds is ended before it begins', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'good', 0);
    expect((await job(world, 'good')).FailureReason).toBe('ClientError: Data download failed:Insufficient disk space');
  });

  it('leaves processes of its group and daemons behind takes them with it', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'forks');
    expect(await job(world, 'forks')).toMatchObject({ TrainingJobStatus: 'Completed' });
    await expectNothingLeft(world);
  });

  it('writes 10 MB/s of log keeps the world answering, its metrics, and its last lines', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'noisy');
    const answers: number[] = [];
    const ended = await vi.waitUntil(
      async () => {
        const before = performance.now();
        const found = await world.client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'noisy' }));
        answers.push(performance.now() - before);
        return found.TrainingJobStatus === 'Failed' && found;
      },
      { timeout: 50_000, interval: 20 },
    );
    expect(ended).toMatchObject({
      FailureReason: 'AlgorithmError: , exit code: 1',
      FinalMetricDataList: [{ MetricName: 'accuracy', Value: Math.fround(0.8) }],
    });
    // 70 ms at worst on two cores of which one was free; an order of magnitude for a busier machine.
    expect(Math.max(...answers)).toBeLessThan(1000);
    expect((await world.logged(trainingLog))[0]).toMatch(/^\[Trainyard\] \d+ earlier lines were left out/);
    const lines = await logTail(new CloudWatchLogsClient(clientOptions(world.runtime)), { group: trainingLog, prefix: 'noisy/' });
    expect(lines.at(-1)).toBe('after all that: row 17 has 2 columns, expected 3');
    const kept = readdirSync(join(world.world.dataDir, 'logs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const bytes = kept.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes).toBeLessThan(40 * 2 ** 20);
    await expectNothingLeft(world);
  });

  it('has /opt/ml written into it fails in process mode with the way out as the last line', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'hard-coded');
    expect((await job(world, 'hard-coded')).FailureReason).toBe('AlgorithmError: , exit code: 1');
    const lines = await world.logged(trainingLog);
    expect(lines.join('\n')).toContain("no such file or directory, open '/opt/ml/input/config/resourceconfig.json'");
    expect(lines.at(-1)).toMatch(/^\[Trainyard\] The program names \/opt\/ml, which process mode cannot give it: .* --runtime docker/);
    await expectNothingLeft(world);
  });
});

async function servingWorld(options = {}, dockerfile = 'inference.Dockerfile'): Promise<SageMakerWorld> {
  const world = await badWorld(dockerfile, options);
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model.json'), '{}');
  await world.put('model.tar.gz', (await create({ gzip: true, cwd: folder }, ['model.json']).concat()) as Uint8Array);
  return world;
}

async function endEndpoint(world: SageMakerWorld): Promise<void> {
  await world.client.send(new DeleteEndpointCommand({ EndpointName: 'bad' }));
  const gone = () =>
    world.client.send(new DescribeEndpointCommand({ EndpointName: 'bad' })).then(
      () => false,
      () => true,
    );
  await vi.waitUntil(gone, { timeout: 10_000, interval: 20 });
}

const endpointLog = (world: SageMakerWorld) => world.logged('/aws/sagemaker/Endpoints/bad');
const invoke = async ({ runtimeClient }: SageMakerWorld) => {
  const { Body } = await runtimeClient.send(new InvokeEndpointCommand({ EndpointName: 'bad', Body: Buffer.from('{}') }));
  return JSON.parse(Body.transformToString()) as { asked: number };
};
const unhealthy = {
  EndpointStatus: 'Failed',
  FailureReason:
    'The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.',
};

describe('a serving container that', () => {
  it.each<[what: string, environment: Record<string, string>, dockerfile: string, log: RegExp]>([
    [
      'listens on the wrong port',
      { BEHAVIOUR: 'wrong-port' },
      'inference.Dockerfile',
      /^\[Trainyard\] \/ping did not answer 200 within 60 s; the last answer was: nothing listens on its port, 8080 or the one in SAGEMAKER_BIND_TO_PORT\.$/,
    ],
    ...(process.platform === 'linux'
      ? [
          [
            'listens on 127.0.0.1 only',
            { BEHAVIOUR: 'loopback' },
            'inference.Dockerfile',
            /^\[Trainyard\] The server listens on 127\.0\.0\.1:\d+ only, which nothing outside of the container reaches.*: let it listen on 0\.0\.0\.0\.$/,
          ] satisfies [string, object, string, RegExp],
        ]
      : []),
    ['needs 20 s for every /ping', { PING_MS: '3000' }, 'inference.Dockerfile', /the last answer was: no answer within 2000 ms\.$/],
    [
      'has no program "serve"',
      {},
      'no-serve.Dockerfile',
      /^exec: "serve": executable file not found in \$PATH: SageMaker starts "docker run IMAGE serve", which takes the place of CMD/,
    ],
    [
      'has /opt/ml written into it',
      { BEHAVIOUR: 'hard-coded' },
      'inference.Dockerfile',
      /^\[Trainyard\] The program names \/opt\/ml, which process mode cannot give it/,
    ],
  ])('%s never gets into service; its log says why', async (_what, environment, dockerfile, log) => {
    const world = await servingWorld(hasty, dockerfile);
    expect(await serve(world, environment)).toMatchObject(unhealthy);
    expect(await endpointLog(world)).toContainEqual(expect.stringMatching(log));
    await expectNothingLeft(world, 'endpoints/bad');
  });

  it('is ready only after 20 s is waited for', async () => {
    const world = await servingWorld(hasty);
    expect(await serve(world, { START_MS: String(20_000 / 60) })).toMatchObject({ EndpointStatus: 'InService' });
  });

  it('answers the second request with 500 gives its caller SageMaker’s ModelError, and the third its answer', async () => {
    const world = await servingWorld();
    await serve(world, { BEHAVIOUR: 'second-fails' });
    expect(await invoke(world)).toMatchObject({ asked: 1 });
    await expect(invoke(world)).rejects.toMatchObject({
      name: 'ModelError',
      OriginalStatusCode: 500,
      OriginalMessage: 'session is closed',
    });
    expect(await invoke(world)).toMatchObject({ asked: 3 });
  });

  it('ignores SIGTERM is killed 30 s after its endpoint was deleted', async () => {
    const world = await servingWorld(hasty);
    await serve(world, { BEHAVIOUR: 'stubborn' });
    const asked = world.world.clock.now();
    await endEndpoint(world);
    expect(world.world.clock.now() - asked).toBeGreaterThan(30_000);
    expect(await endpointLog(world)).toContain('I heard SIGTERM');
    await expectNothingLeft(world, 'endpoints/bad');
  });

  it('starts processes and daemons takes them with it', async () => {
    const world = await servingWorld();
    await serve(world, { BEHAVIOUR: 'forks' });
    expect(leftoverProcesses(world.world.dataDir).length).toBeGreaterThanOrEqual(3);
    await endEndpoint(world);
    await expectNothingLeft(world, 'endpoints/bad');
  });
});

describe('an artifact that', () => {
  it('holds a symbolic link is refused by CreateModel, with the link’s name', async () => {
    const world = await badWorld('Dockerfile');
    await train(world, 'linked');
    expect(await job(world, 'linked')).toMatchObject({ TrainingJobStatus: 'Completed' });
    await expect(serve(world, {}, 's3://data/out/linked/output/model.tar.gz')).rejects.toThrow(
      'The model data archive at s3://data/out/linked/output/model.tar.gz contains a link: vocabulary.txt.',
    );
  });

  it('names a file outside of its folder is not unpacked at all', async () => {
    const world = await servingWorld();
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'escaped.txt'), 'x');
    const archive = create({ gzip: true, cwd: join(folder, 'in'), preservePaths: true }, ['../escaped.txt', join(folder, 'escaped.txt')]);
    await world.put('escape.tar.gz', (await archive.concat()) as Uint8Array);
    expect(await serve(world, {}, 's3://data/escape.tar.gz')).toMatchObject({
      EndpointStatus: 'Failed',
      FailureReason: expect.stringMatching(/^Failed to extract model data archive from URL "s3:\/\/data\/escape\.tar\.gz"\./),
    });
    const files = readdirSync(world.world.dataDir, { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('escaped.txt'))).toEqual([]);
  });
});
