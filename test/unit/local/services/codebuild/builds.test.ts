import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchGetBuildsCommand,
  type ComputeType,
  type EnvironmentType,
  ListBuildsForProjectCommand,
  StartBuildCommand,
  StopBuildCommand,
} from '@aws-sdk/client-codebuild';
import { describe, expect, it, vi } from 'vitest';
import { ProcessRecords } from '../../../../../local/containers/leftovers.ts';
import { buildsOf } from '../../../../../local/services/codebuild/records.ts';
import { buildWorld, zip } from './helpers.ts';

describe('a build', () => {
  it('goes through CodeBuild’s phases, keeps variables between commands, and exports', async () => {
    const { run, events } = await buildWorld();
    const { build, output, log } = await run(
      {
        install: { commands: ['A=1', 'mkdir -p sub && cd sub', 'many="two\nlines"'] },
        pre_build: { commands: ['B="$A and 2"', 'export C="it\'s $B"', 'pwd'] },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own.
        build: { commands: ['echo "$C in ${PWD##*/}"', 'echo "$many"', 'if true; then\n  D=d\nfi'] },
        post_build: { commands: ['echo "$CODEBUILD_BUILD_SUCCEEDING $D"'] },
      },
      {},
      { 'exported-variables': ['B', 'D', 'many', 'NEVER_SET'] },
    );
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(output.slice(1)).toEqual(["it's 1 and 2 in sub", 'two', 'lines', '1 d']);
    expect(output[0]).toMatch(/\/src\/sub$/);
    expect(build.exportedEnvironmentVariables).toEqual([
      { name: 'B', value: '1 and 2' },
      { name: 'D', value: 'd' },
      { name: 'many', value: 'two\nlines' },
    ]);
    expect(build.phases?.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus}`)).toEqual([
      'SUBMITTED SUCCEEDED',
      'QUEUED SUCCEEDED',
      'PROVISIONING SUCCEEDED',
      'DOWNLOAD_SOURCE SUCCEEDED',
      'INSTALL SUCCEEDED',
      'PRE_BUILD SUCCEEDED',
      'BUILD SUCCEEDED',
      'POST_BUILD SUCCEEDED',
      'UPLOAD_ARTIFACTS SUCCEEDED',
      'FINALIZING SUCCEEDED',
      'COMPLETED undefined',
    ]);
    expect(log.some((line) => /^\[Container\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} Entering phase PRE_BUILD$/.test(line))).toBe(true);
    const changes = events.filter(({ detailType }) => detailType === 'CodeBuild Build State Change');
    expect(changes.map(({ detail }) => detail['build-status'])).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
  });

  it('emits the event that the CodeBuild guide shows', async () => {
    const { run, events, world } = await buildWorld();
    const { build } = await run({ build: { commands: ['true'] } }, { environmentVariablesOverride: [{ name: 'JOB', value: 'the-job' }] });
    const event = events.at(-1);
    expect(event).toMatchObject({
      source: 'aws.codebuild',
      resources: [build.arn],
      detail: {
        'build-id': build.arn,
        'project-name': 'demo',
        'current-phase': 'COMPLETED',
        'additional-information': {
          environment: { 'environment-variables': [{ name: 'JOB', value: 'the-job', type: 'PLAINTEXT' }] },
          'build-complete': true,
          'build-number': 1,
          logs: { 'group-name': '/aws/codebuild/demo', 'stream-name': build.id?.split(':')[1] },
        },
      },
    });
    const info = event?.detail['additional-information'] as Record<string, string>;
    expect(info['build-start-time']).toMatch(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/);
    expect(build.arn).toBe(`arn:aws:codebuild:us-east-1:${world.account}:build/${build.id}`);
  });

  it('fails with CodeBuild’s context, runs finally, and POST_BUILD only after BUILD', async () => {
    const { run } = await buildWorld();
    const failing = { commands: ['echo before', 'echo why >&2; false', 'echo never'], finally: ['echo finally'] };
    const post = { commands: ['echo "post $CODEBUILD_BUILD_SUCCEEDING"'] };
    const first = await run({ build: failing, post_build: post });
    expect(first.build.buildStatus).toBe('FAILED');
    expect(first.output).toEqual(['before', 'why', 'finally', 'post 0']);
    expect(first.build.phases?.find(({ phaseType }) => phaseType === 'BUILD')).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [
        { statusCode: 'COMMAND_EXECUTION_ERROR', message: 'Error while executing command: echo why >&2; false. Reason: exit status 1' },
      ],
    });
    const early = await run({ pre_build: { commands: ['exit 3'] }, build: { commands: ['echo never'] }, post_build: post });
    expect(early.output).toEqual([]);
    expect(early.build.phases?.map(({ phaseType }) => phaseType)).not.toContain('BUILD');
    expect(early.log.join('\n')).toContain('Error while executing command: exit 3. Reason: exit status 3');
    const aborted = await run({ build: { ...failing, 'on-failure': 'ABORT' }, post_build: post });
    expect(aborted.output).toEqual(['before', 'why', 'finally']);
    const kept = await run({ pre_build: { commands: ['false'], 'on-failure': 'CONTINUE' }, build: { commands: ['echo on'] } });
    expect([kept.output, kept.build.buildStatus]).toEqual([['on'], 'FAILED']);
  });

  it('gets its own environment and keys of the project’s role, and nothing of this machine', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'of the machine');
    vi.stubEnv('GITHUB_TOKEN', 'of the machine');
    const { run, runtime, world } = await buildWorld();
    await world.call('ssm', 'PutParameter', { Name: '/p', Value: 'from ssm', Type: 'String' }).catch(() => {});
    const { build, output } = await run(
      { build: { commands: ["node -e 'console.log(JSON.stringify(process.env))'"] } },
      { environmentVariablesOverride: [{ name: 'GIVEN', value: 'yes "quoted" $HOME' }] },
      { variables: { GIVEN: 'overridden', OWN: 'spec' } },
    );
    vi.unstubAllEnvs();
    const env = JSON.parse(output[0] ?? '{}') as Record<string, string>;
    expect(env).toMatchObject({
      GIVEN: 'yes "quoted" $HOME',
      OWN: 'spec',
      CODEBUILD_BUILD_ID: build.id,
      CODEBUILD_BUILD_ARN: build.arn,
      AWS_ENDPOINT_URL: runtime.endpointUrl,
      AWS_REGION: 'us-east-1',
    });
    expect(JSON.stringify(env)).not.toContain('of the machine');
    expect(env.HOME).not.toBe(process.env.HOME);
  });

  it('unpacks a source from S3 with the project’s role, modes kept, and reads the buildspec from it', async () => {
    const { world, ended, client } = await buildWorld();
    await world.call('s3', 'CreateBucket', { Bucket: 'sources' });
    const Body = zip({
      'run.sh': '#!/bin/sh\necho ran',
      'deep/file.txt': 'deep',
      'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands: [./run.sh, cat deep/file.txt]',
    });
    await world.call('s3', 'PutObject', { Bucket: 'sources', Key: 'a.zip', Body });
    const { build } = await client.send(
      new StartBuildCommand({
        projectName: 'demo',
        sourceTypeOverride: 'S3',
        sourceLocationOverride: 'sources/a.zip',
        buildspecOverride: 'buildspec.yml',
      }),
    );
    expect((await ended(build?.id as string)).output).toEqual(['ran', 'deep']);
  });

  it.each([
    [
      'a source that is not there',
      { sourceTypeOverride: 'S3', sourceLocationOverride: 'nowhere/a.zip' },
      'DOWNLOAD_SOURCE',
      'CLIENT_ERROR',
      /NoSuchBucket|AccessDenied/,
    ],
    [
      'a kind of source it does not know',
      { sourceTypeOverride: 'CODEPIPELINE' },
      'DOWNLOAD_SOURCE',
      'CLIENT_ERROR',
      /no sources of type CODEPIPELINE/,
    ],
    ['a buildspec that is no YAML', { buildspecOverride: 'version: 0.2\nphases: [' }, 'DOWNLOAD_SOURCE', 'YAML_FILE_ERROR', /./],
    [
      'an unquoted colon',
      { buildspecOverride: 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b' },
      'DOWNLOAD_SOURCE',
      'YAML_FILE_ERROR',
      /put it in quotes/,
    ],
    ['version 0.1', { buildspecOverride: 'version: 0.1\nphases: {}' }, 'DOWNLOAD_SOURCE', 'YAML_FILE_ERROR', /0\.2/],
    [
      'a parameter that is not there',
      { environmentVariablesOverride: [{ name: 'X', value: '/nothing', type: 'PARAMETER_STORE' }] },
      'DOWNLOAD_SOURCE',
      'INVALID_ENVIRONMENT_VARIABLE',
      /./,
    ],
  ] as const)('fails in its own phase for %s', async (_, more, phaseType, statusCode, message) => {
    const { run } = await buildWorld();
    const { build } = await run({ build: { commands: ['true'] } }, more as object);
    expect(build.buildStatus).toBe('FAILED');
    const context = build.phases?.find((phase) => phase.phaseType === phaseType)?.contexts?.[0];
    expect(context?.statusCode).toBe(statusCode);
    expect(context?.message).toMatch(message);
  });

  it('is refused a log that its role may not write', async () => {
    const { run } = await buildWorld({ statements: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
    const { build } = await run({ build: { commands: ['true'] } });
    expect(build.buildStatus).toBe('FAILED');
    const context = build.phases?.find(({ phaseType }) => phaseType === 'PROVISIONING')?.contexts?.[0];
    expect(context).toMatchObject({
      statusCode: 'ACCESS_DENIED',
      message: expect.stringContaining('is not authorized to perform: logs:CreateLogStream'),
    });
  });

  it('is stopped with everything it started, also what left its shell', async () => {
    const { start, ended, get, client, world } = await buildWorld();
    const id = await start({
      build: { commands: ['sleep 1000 & echo started; sleep 1000'], finally: ['echo never'] },
      post_build: { commands: ['echo never'] },
    });
    await vi.waitFor(async () => expect((await get(id)).currentPhase).toBe('BUILD'));
    await vi.waitFor(() => expect(new ProcessRecords(world.dataDir).all()).toHaveLength(1));
    await client.send(new StopBuildCommand({ id }));
    const { build, output } = await ended(id);
    expect([build.buildStatus, build.phases?.find(({ phaseType }) => phaseType === 'BUILD')?.phaseStatus]).toEqual(['STOPPED', 'STOPPED']);
    expect(output).not.toContain('never');
    expect(new ProcessRecords(world.dataDir).all()).toEqual([]);
    expect(readdirSync(join(world.dataDir, 'run/builds'))).toEqual([]);
    expect((await client.send(new StopBuildCommand({ id }))).build?.buildStatus).toBe('STOPPED');
    await expect(client.send(new StopBuildCommand({ id: 'demo:none' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('waits its turn when the machine is busy, and can be stopped while it waits', async () => {
    const { start, get, client, ended } = await buildWorld();
    const busy = await Promise.all(Array.from({ length: 40 }, () => start({ build: { commands: ['sleep 1000'] } })));
    const waiting = busy.at(-1) as string;
    expect((await get(waiting)).currentPhase).toBe('QUEUED');
    for (const id of [...busy].reverse()) await client.send(new StopBuildCommand({ id }));
    expect((await ended(waiting)).build.buildStatus).toBe('STOPPED');
    for (const id of busy) await ended(id);
    expect((await ended(await start({ build: { commands: ['true'] } }))).build.buildStatus).toBe('SUCCEEDED');
  });
});

describe('StartBuild', () => {
  it('answers the same build to the same token, and refuses other parameters', async () => {
    const { client } = await buildWorld();
    const request = { projectName: 'demo', idempotencyToken: 'once' };
    const first = await client.send(new StartBuildCommand(request));
    expect((await client.send(new StartBuildCommand(request))).build?.id).toBe(first.build?.id);
    await expect(client.send(new StartBuildCommand({ ...request, sourceVersion: 'x' }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
    expect((await client.send(new ListBuildsForProjectCommand({ projectName: 'demo' }))).ids).toEqual([first.build?.id]);
  });

  it('runs on the machine that a build asks for, as far as CodeBuild has such', async () => {
    const { client } = await buildWorld();
    const begin = (environmentTypeOverride: EnvironmentType, computeTypeOverride: ComputeType) =>
      client.send(new StartBuildCommand({ projectName: 'demo', environmentTypeOverride, computeTypeOverride }));
    const { build } = await begin('LINUX_GPU_CONTAINER', 'BUILD_GENERAL1_LARGE');
    expect(build?.environment).toMatchObject({ type: 'LINUX_GPU_CONTAINER', computeType: 'BUILD_GENERAL1_LARGE' });
    await expect(begin('LINUX_GPU_CONTAINER', 'BUILD_GENERAL1_MEDIUM')).rejects.toMatchObject({ name: 'InvalidInputException' });
    await expect(begin('LINUX_CONTAINER', 'BUILD_GENERAL1_HUGE' as ComputeType)).rejects.toThrow('BUILD_GENERAL1_XLARGE');
  });

  it('answers the build that a token began when its record is gone by then', async () => {
    const { client, world } = await buildWorld();
    const request = { projectName: 'demo', idempotencyToken: 'once' };
    const first = await client.send(new StartBuildCommand(request));
    buildsOf(world).delete(first.build?.id ?? '');
    expect((await client.send(new StartBuildCommand(request))).build?.id).toBe(first.build?.id);
  });

  it('names a project or build that is not there', async () => {
    const { client, world } = await buildWorld();
    await expect(client.send(new StartBuildCommand({ projectName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Project cannot be found: arn:aws:codebuild:us-east-1:${world.account}:project/none`,
    });
    expect(await client.send(new BatchGetBuildsCommand({ ids: ['demo:none'] }))).toMatchObject({
      builds: [],
      buildsNotFound: ['demo:none'],
    });
  });

  it('keeps to the project’s limit of builds at once', async () => {
    const { start } = await buildWorld({ project: { concurrentBuildLimit: 1 } });
    await start({ build: { commands: ['sleep 1000'] } });
    await expect(start({})).rejects.toMatchObject({ name: 'AccountLimitExceededException' });
  });
});

describe('a secret of a build', () => {
  const secrets = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: 'arn:aws:secretsmanager:*:*:secret:npm-*' };
  const logs = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };
  const secretWorld = async (SecretString: string) => {
    const { world, run } = await buildWorld({ statements: [logs, secrets] });
    const create = async (Name: string) =>
      (await world.call<{ ARN: string }>('secretsmanager', 'CreateSecret', { Name, SecretString })).ARN;
    const [npm, other] = [await create('npm'), await create('other')];
    const runWith = (value: string, ...commands: string[]) =>
      run({ build: { commands } }, { environmentVariablesOverride: [{ name: 'TOKEN', value, type: 'SECRETS_MANAGER' }] });
    return { npm, other, runWith };
  };

  it('is a variable of its commands, and stars in its log', async () => {
    const { npm, runWith } = await secretWorld('{"token": "t0p-secret", "n": 1}');
    const { build, log, output } = await runWith(`${npm}:token`, 'echo "got $TOKEN"', '[ "$TOKEN" = "t0p-""secret" ]');
    expect([build.buildStatus, output]).toEqual(['SUCCEEDED', ['got ***']]);
    expect(log.join()).not.toContain('t0p-secret');
    expect(JSON.stringify(build)).not.toContain('t0p-secret');
  });

  it.each([
    [
      'that the role may not read',
      'other',
      '',
      /^the secret .*:other-\w+ cannot be read: AccessDeniedException .*secretsmanager:GetSecretValue/,
    ],
    ['without the key', 'npm', ':user', /holds no JSON object with the key user$/],
  ] as const)('%s ends the build before its commands', async (_, name, key, message) => {
    const { runWith, ...arns } = await secretWorld('{"token": "t0p-secret"}');
    const { build } = await runWith(`${arns[name]}${key}`, 'echo never');
    const context = build.phases?.find(({ phaseType }) => phaseType === 'DOWNLOAD_SOURCE')?.contexts?.[0];
    expect(context).toEqual({ statusCode: 'INVALID_ENVIRONMENT_VARIABLE', message: expect.stringMatching(message) });
  });
});

describe('a world that ends', () => {
  it('ends its builds, and the next start tells that they failed by no fault of theirs', async () => {
    const one = await buildWorld();
    const id = await one.start({ build: { commands: ['echo $$ > "$CODEBUILD_SRC_DIR/../../pid"; trap "" TERM; sleep 1000'] } });
    const pidFile = join(one.world.dataDir, 'run/builds/pid');
    await vi.waitFor(() => expect(existsSync(pidFile)).toBe(true));
    await one.runtime.stop();
    expect(new ProcessRecords(one.world.dataDir).all()).toEqual([]);
    const events: string[] = [];
    const { createWorld } = await import('../../../../../local/server/create-world.ts');
    const next = createWorld({ dataDir: one.world.dataDir });
    Object.assign(next.world, { emit: ({ detail }: { detail: Record<string, string> }) => events.push(detail['build-status'] ?? '') });
    await next.start();
    const { builds } = await next.world.call<{ builds: { buildStatus: string }[] }>('codebuild', 'BatchGetBuilds', { ids: [id] });
    expect(builds[0]?.buildStatus).toBe('FAULT');
    expect(events).toEqual(['FAULT']);
    await next.stop();
  });
});
