import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { type StartBuildCommandInput, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ProcessRecords } from '../../../../../local/containers/leftovers.ts';
import { Checkout } from '../codecommit/helpers.ts';
import { buildWorld } from './helpers.ts';

const logs = { Effect: 'Allow', Action: 'logs:*', Resource: '*' };
const pull = { Effect: 'Allow', Action: 'codecommit:GitPull', Resource: 'arn:aws:codecommit:us-east-1:000000000000:birds' };
const location = 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/birds';
const show = {
  build: {
    commands: ['ls -A', 'cat a.txt', './run.sh', 'cat link || true', 'echo "$CODEBUILD_RESOLVED_SOURCE_VERSION $CODEBUILD_SOURCE_VERSION"'],
  },
};

/** A world with a project whose source is the repository `birds`, two commits in it, and the tag `v1` on the first. */
async function gitWorld(statements: object[] = [logs, pull], more: object = {}) {
  const {
    world,
    run: runBuild,
    ...rest
  } = await buildWorld({
    statements,
    project: { source: { type: 'CODECOMMIT', location, buildspec: 'version: 0.2\nphases: {}\n' }, sourceVersion: 'main', ...more },
  });
  await world.call('codecommit', 'CreateRepository', { repositoryName: 'birds' });
  const checkout = new Checkout();
  const first = await checkout.commit({ 'a.txt': 'one\n', 'run.sh': '#!/bin/sh\necho runs\n' });
  symlinkSync('a.txt', join(checkout.folder, 'link'));
  const second = await checkout.commit({ 'a.txt': 'two\n', 'deep/er/b.txt': 'b\n' });
  await checkout.git(
    'push',
    '-q',
    join(world.dataDir, 'codecommit', 'birds.git'),
    'main',
    `${first}:refs/tags/v1`,
    `${first}:refs/heads/old`,
  );
  const run = (input: Partial<StartBuildCommandInput> = {}) => runBuild(show, input);
  return { ...rest, world, checkout, first, second, run };
}

const download = (build: { phases?: object[] }) =>
  build.phases?.find((phase) => (phase as { phaseType: string }).phaseType === 'DOWNLOAD_SOURCE');
const fails = (message: unknown) => ({ phaseStatus: 'FAILED', contexts: [{ statusCode: 'CLIENT_ERROR', message }] });

describe('a build from CodeCommit', () => {
  it('gets the work tree of the branch, with modes and links, and records the commit', async () => {
    const { run, second } = await gitWorld();
    const { build, output } = await run();
    expect(build.buildStatus).toBe('SUCCEEDED');
    expect(output).toEqual(['a.txt', 'deep', 'link', 'run.sh', 'two', 'runs', 'two', `${second} main`]);
    expect(build).toMatchObject({ sourceVersion: 'main', resolvedSourceVersion: second, source: { type: 'CODECOMMIT', location } });
  });

  it('gets exactly the commit that it asks for, in every form that CodeBuild takes', async () => {
    const { run, first } = await gitWorld();
    for (const sourceVersion of [first, `refs/heads/old^{${first}}`, 'old', 'refs/tags/v1']) {
      const { build, output } = await run({ sourceVersion });
      expect(output.slice(0, 3), sourceVersion).toEqual(['a.txt', 'run.sh', 'one']);
      expect(build).toMatchObject({ sourceVersion, resolvedSourceVersion: first });
    }
  });

  it('may be named for one build of a project without a source', async () => {
    const { run, second } = await gitWorld([logs, pull], {
      source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {}\n' },
      sourceVersion: undefined,
    });
    const { build } = await run({ sourceTypeOverride: 'CODECOMMIT', sourceLocationOverride: location, sourceVersion: second });
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', resolvedSourceVersion: second });
    expect((await run({ sourceTypeOverride: 'CODECOMMIT', sourceLocationOverride: location })).build.resolvedSourceVersion).toBe(second);
  });

  it('ends in DOWNLOAD_SOURCE with CodeBuild’s words when the commit, the branch or the repository is not there', async () => {
    const { run } = await gitWorld();
    const nobody = 'f'.repeat(40);
    for (const [sourceVersion, message] of [
      [nobody, `object not found for primary source and source version ${nobody}`],
      ['none', 'reference not found for primary source and source version none'],
      ['--upload-pack=false', 'reference not found for primary source and source version --upload-pack=false'],
      ['main:refs/heads/x', 'reference not found for primary source and source version main:refs/heads/x'],
    ] as const) {
      const { build } = await run({ sourceVersion });
      expect(build).toMatchObject({ buildStatus: 'FAILED' });
      expect(download(build)).toMatchObject(fails(message));
      expect(build.resolvedSourceVersion).toBeUndefined();
    }
    for (const wrong of [location.replace('us-east-1', 'eu-west-1'), '/etc', 'ext::sh -c true']) {
      const { build } = await run({ sourceLocationOverride: wrong });
      expect(download(build)).toMatchObject(
        fails(expect.stringMatching(/^repository not found for primary source .*: expected the location /)),
      );
    }
  });

  it('is refused when the project’s role may not pull', async () => {
    const { run } = await gitWorld([logs, { ...pull, Resource: 'arn:aws:codecommit:us-east-1:000000000000:other' }]);
    expect(download((await run()).build)).toMatchObject(
      fails(
        expect.stringMatching(
          /^authorization failed for primary source and source version main: User: .*build-role.* is not authorized to perform: codecommit:GitPull on resource: arn:aws:codecommit:us-east-1:000000000000:birds /,
        ),
      ),
    );
  });

  it('says so when the repository was deleted', async () => {
    const { run, world } = await gitWorld();
    await world.call('codecommit', 'DeleteRepository', { repositoryName: 'birds' });
    expect(download((await run()).build)).toMatchObject(
      fails('repository not found for primary source and source version main: birds does not exist'),
    );
  });
});

describe('a build from GitHub', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const github = { sourceTypeOverride: 'GITHUB', sourceLocationOverride: 'https://github.com/ana/birds.git' } as const;

  it('fetches the commit from its address', async () => {
    const { run, world, first } = await gitWorld([logs]);
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', `url.${join(world.dataDir, 'codecommit')}/.insteadOf`);
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'https://github.com/ana/');
    const { build, output } = await run({ ...github, sourceVersion: first });
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', resolvedSourceVersion: first, source: { type: 'GITHUB' } });
    expect(output.slice(0, 3)).toEqual(['a.txt', 'run.sh', 'one']);
    const gone = await run({ ...github, sourceLocationOverride: 'https://github.com/ana/none.git' });
    expect(download(gone.build)).toMatchObject(fails('repository not found for primary source and source version main'));
  });

  it('uses a connection only if its role may use exactly that one', async () => {
    const resource = (id: string) => `arn:aws:codeconnections:us-east-1:000000000000:connection/${id}`;
    const connect = { Effect: 'Allow', Action: 'codeconnections:*', Resource: resource('mine') };
    const { run, world } = await gitWorld([logs, connect]);
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', `url.${join(world.dataDir, 'codecommit')}/.insteadOf`);
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'https://github.com/ana/');
    const by = (id: string) => run({ ...github, sourceAuthOverride: { type: 'CODECONNECTIONS', resource: resource(id) } });
    expect((await by('mine')).build.buildStatus).toBe('SUCCEEDED');
    const refused = expect.stringMatching(
      /^authorization failed for .*: User: .* is not authorized to perform: codeconnections:GetConnection on/,
    );
    expect(download((await by('other')).build)).toMatchObject(fails(refused));
  });

  it('can be stopped while the other side says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    const asked = once(silent, 'connection');
    const { world, start, client, ended } = await gitWorld([logs]);
    const sourceLocationOverride = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/ana/birds.git`;
    const id = await start(show, { ...github, sourceLocationOverride });
    await asked;
    await client.send(new StopBuildCommand({ id }));
    expect((await ended(id)).build.buildStatus).toBe('STOPPED');
    expect(new ProcessRecords(world.dataDir).all()).toEqual([]);
  });

  it('takes https addresses without credentials only', async () => {
    const { run } = await gitWorld([logs]);
    for (const wrong of ['http://github.com/a/b', 'file:///etc', '/etc', 'https://ana:secret@github.com/a/b.git', 'ext::sh -c true']) {
      const { build } = await run({ ...github, sourceLocationOverride: wrong });
      expect(download(build)).toMatchObject(
        fails(expect.stringMatching(/expected a location like https:\/\/github.com\/owner\/name.git$/)),
      );
      expect(JSON.stringify(download(build))).not.toContain('secret');
    }
  });
});
