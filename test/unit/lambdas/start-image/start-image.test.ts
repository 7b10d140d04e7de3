import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { build } from '../../../../lambdas/contract/settings.ts';
import { environment } from '../../../../lambdas/start-image/environment.ts';
import { startImage } from '../../../../lambdas/start-image/start-image.ts';
import { awsError } from '../fake-aws.ts';
import { image, makeRun, makeWorld } from '../fixtures.ts';

const run = makeRun();
const begun = { id: 'trainyard-build-image:1', startTime: new Date('2026-11-21T12:00:01Z') };

function world() {
  const made = makeWorld();
  made.aws
    .on('StartBuild', { build: begun })
    .on('BatchGetImage', { images: [{}] })
    .on('BatchGetProjects', { projects: [{ source: { buildspec: '{"version":0.2}' } }] });
  return { ...made, project: 'trainyard-build-image' };
}
const known = { ...image('a'), run: 'earlier' };

describe('start-image', () => {
  it('starts a build with everything its buildspec reads', async () => {
    const made = world();
    const { job, result } = await startImage({ run, role: 'training' }, made);
    expect(result).toBeNull();
    expect(job).toEqual({ kind: 'image', name: run.images.training.job, id: begun.id, startedAt: '2026-11-21T12:00:01.000Z' });
    const [call] = made.aws.calls<{ environmentVariablesOverride: { name: string; value: string }[] }>('StartBuild');
    const variables = Object.fromEntries(call?.environmentVariablesOverride.map(({ name, value }) => [name, value]) ?? []);
    expect(call).toMatchObject({
      sourceTypeOverride: 'S3',
      sourceLocationOverride: 'sources/s.zip',
      // With another source than the project's the buildspec goes with it.
      buildspecOverride: '{"version":0.2}',
      idempotencyToken: `${run.id}-training-image`,
    });
    expect(variables).toEqual({
      RUN_ID: run.id,
      MODEL: 'bird-strikes',
      JOB: job?.name,
      ARTIFACTS_BUCKET: 'artifacts',
      REPOSITORY_URI: run.images.training.repositoryUri,
      IMAGE_KEY: run.images.training.key,
      DOCKERFILE: 'Dockerfile',
      CONTEXT: '.',
      PATHS: '[]',
      BUILD_ARGUMENTS: '{}',
      PLATFORM: 'linux/amd64',
      SAMPLES: '',
      SAMPLES_TYPES: '',
      CACHE_IMAGE: '',
      BUILDSPEC_HASH: 'hash',
      BUILD_SECRETS: '[]',
    });
  });

  it('clones a private repository by its connection, and names the secrets for CodeBuild to read', async () => {
    const made = world();
    const connection = 'arn:aws:codeconnections:us-east-1:123456789012:connection/c';
    const secret = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:npm-AbCdEf:token';
    const { settings } = run;
    const github = makeRun({
      source: {
        type: 'github',
        repository: 'a/b',
        location: 'https://github.com/a/b.git',
        ref: 'r',
        version: 'v',
        author: '',
        message: '',
      },
      settings: { ...settings, source: { ...settings.source, connection }, build: { ...settings.build, secrets: { NPM_TOKEN: secret } } },
    });
    await startImage({ run: github, role: 'training' }, made);
    const [call] = made.aws.calls<{ environmentVariablesOverride: object[] }>('StartBuild');
    expect(call).toMatchObject({ sourceTypeOverride: 'GITHUB', sourceAuthOverride: { type: 'CODECONNECTIONS', resource: connection } });
    expect(call?.environmentVariablesOverride).toContainEqual({ name: 'NPM_TOKEN', value: secret, type: 'SECRETS_MANAGER' });
    expect(call?.environmentVariablesOverride).toContainEqual({ name: 'BUILD_SECRETS', value: '["NPM_TOKEN"]', type: 'PLAINTEXT' });
  });

  it('sets no variable that the settings would take for a secret', () => {
    const entry = build.entries.secrets.wrapped.key;
    const names = environment(run, 'training', 'b', '').map(({ name }) => name);
    for (const name of ['BUILD_TOOLS', 'PATH', ...names]) expect(v.safeParse(entry, name).success, name).toBe(false);
    for (const name of ['NPM_TOKEN', 'MODEL_KEY', '_x']) expect(v.safeParse(entry, name).success, name).toBe(true);
  });

  it('gives the samples to the inference image, and to a shared one', async () => {
    for (const [changed, role] of [
      [run, 'inference'],
      [makeRun({ images: { ...run.images, shared: true } }), 'training'],
    ] as const) {
      const made = world();
      await startImage({ run: changed, role }, made);
      const [call] = made.aws.calls<{ environmentVariablesOverride: object[] }>('StartBuild');
      expect(call?.environmentVariablesOverride).toContainEqual({ name: 'SAMPLES', value: 'samples', type: 'PLAINTEXT' });
    }
  });

  it('reuses the image of the same key and says why', async () => {
    const made = world();
    made.aws.put('artifacts', `images/${known.key}.json`, known);
    const { job, result } = await startImage({ run, role: 'training' }, made);
    expect(job).toBeNull();
    expect(result).toEqual({ ...image('a'), reused: true, reason: 'nothing it is made of changed since run earlier', seconds: 0 });
    expect(made.aws.calls('BatchGetImage')).toEqual([
      { repositoryName: 'trainyard/bird-strikes', imageIds: [{ imageDigest: known.digest }] },
    ]);
    expect(made.aws.calls('StartBuild')).toEqual([]);
  });

  it.each([
    ['the repository has the digest no more', { images: [], failures: [{ failureCode: 'ImageNotFound' }] }],
    [
      'the repository is gone',
      () => {
        throw awsError('RepositoryNotFoundException');
      },
    ],
  ])('builds again when %s', async (_why, answer) => {
    const made = world();
    made.aws.put('artifacts', `images/${known.key}.json`, known);
    made.aws.on('BatchGetImage', answer);
    expect((await startImage({ run, role: 'training' }, made)).job).not.toBeNull();
  });

  it('does not take the image of another model that has the same key', async () => {
    const made = world();
    made.aws.put('artifacts', `images/${known.key}.json`, { ...known, uri: `elsewhere@${known.digest}` });
    expect((await startImage({ run, role: 'training' }, made)).job).not.toBeNull();
  });

  it('leaves the key to the build where only that can compute it', async () => {
    const made = world();
    const unknown = makeRun({ images: { ...run.images, training: { ...run.images.training, key: null } } });
    expect((await startImage({ run: unknown, role: 'training' }, made)).job).not.toBeNull();
  });

  it('adopts the build whose answer was lost where the quota is in use by now, and else lets the state machine wait', async () => {
    const made = world();
    const JOB = { name: 'JOB', value: run.images.training.job };
    const build = (id: string, variables: object[]) => ({
      id,
      startTime: new Date(Date.parse(run.startedAt) + 1000),
      environment: { environmentVariables: variables },
    });
    let builds = [build('trainyard-build:other', [])];
    made.aws.on('StartBuild', () => {
      throw awsError('AccountLimitExceededException', 'Cannot have more than 60 builds in queue for the account');
    });
    made.aws.on('ListBuildsForProject', () => ({ ids: builds.map(({ id }) => id) }));
    made.aws.on('BatchGetBuilds', () => ({ builds }));
    await expect(startImage({ run, role: 'training' }, made)).rejects.toThrow('60 builds');
    builds = [...builds, build('trainyard-build:lost', [JOB])];
    expect((await startImage({ run, role: 'training' }, made)).job?.id).toBe('trainyard-build:lost');
  });

  it('finds its build where a deploy changed the buildspec between two calls of one token', async () => {
    const made = world();
    made.aws.on('StartBuild', () => {
      throw awsError('InvalidInputException', 'Parameter mismatch: the idempotency token was used with other parameters');
    });
    const environmentVariables = [{ name: 'JOB', value: run.images.training.job }];
    const startTime = new Date(Date.parse(run.startedAt) + 1000);
    made.aws.on('ListBuildsForProject', { ids: ['trainyard-build:first'] });
    made.aws.on('BatchGetBuilds', { builds: [{ id: 'trainyard-build:first', startTime, environment: { environmentVariables } }] });
    expect((await startImage({ run, role: 'training' }, made)).job?.id).toBe('trainyard-build:first');
  });

  it('looks no further back for a lost build than it can have been lost, however long the run has waited for the quota', async () => {
    const made = world();
    made.clock.ms = Date.parse(run.startedAt) + 5 * 86400_000;
    const startTime = new Date(made.clock.ms - 5.6 * 3600_000);
    made.aws.on('StartBuild', () => {
      throw awsError('AccountLimitExceededException', 'Cannot have more than 60 builds in queue for the account');
    });
    made.aws.on('ListBuildsForProject', ({ nextToken }: { nextToken?: string }) => ({
      ids: ['trainyard-build:old'],
      nextToken: nextToken ? undefined : 'more',
    }));
    made.aws.on('BatchGetBuilds', { builds: [{ id: 'trainyard-build:old', startTime }] });
    await expect(startImage({ run, role: 'training' }, made)).rejects.toThrow('60 builds');
    expect(made.aws.calls('ListBuildsForProject')).toHaveLength(1);
  });

  it('starts no second build when it is called again', async () => {
    const made = world();
    const first = await startImage({ run, role: 'training' }, made);
    expect(await startImage({ run, role: 'training' }, made)).toEqual(first);
    expect(made.aws.calls('StartBuild').length).toBe(1);
  });
});
