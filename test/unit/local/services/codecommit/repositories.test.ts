import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CodeCommitClient,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetFolderCommand,
  GetRepositoryCommand,
  GetRepositoryTriggersCommand,
  ListBranchesCommand,
  ListRepositoriesCommand,
  PutRepositoryTriggersCommand,
  UpdateRepositoryDescriptionCommand,
  UpdateRepositoryNameCommand,
} from '@aws-sdk/client-codecommit';
import { describe, expect, it, vi } from 'vitest';
import { makeRole } from '../../helpers/functions.ts';
import { clientOptions, testWorld } from '../../helpers/world.ts';
import { repositoryWorld } from './helpers.ts';

const nobody = 'f'.repeat(40);

describe('repositories', () => {
  it('are made, found, listed, renamed with their commits, and deleted', async () => {
    const { client, metadata, checkout, remote, world } = await repositoryWorld();
    expect(metadata).toMatchObject({
      accountId: world.account,
      repositoryName: 'birds',
      repositoryDescription: 'a model',
      Arn: `arn:aws:codecommit:us-east-1:${world.account}:birds`,
      cloneUrlHttp: 'https://git-codecommit.us-east-1.amazonaws.com/v1/repos/birds',
      cloneUrlSsh: 'ssh://git-codecommit.us-east-1.amazonaws.com/v1/repos/birds',
    });
    const get = async (repositoryName: string) => (await client.send(new GetRepositoryCommand({ repositoryName }))).repositoryMetadata;
    expect((await get('birds'))?.defaultBranch).toBeUndefined();
    await checkout.git('push', '-q', 'trainyard', 'main');
    expect((await get('birds'))?.defaultBranch).toBe('main');
    await client.send(new CreateRepositoryCommand({ repositoryName: 'zebras' }));
    const list = async (input: object) =>
      (await client.send(new ListRepositoriesCommand(input))).repositories?.map((r) => r.repositoryName);
    expect(await list({})).toEqual(['birds', 'zebras']);
    expect(await list({ sortBy: 'repositoryName', order: 'descending' })).toEqual(['zebras', 'birds']);
    await client.send(new UpdateRepositoryDescriptionCommand({ repositoryName: 'birds', repositoryDescription: 'another' }));
    await client.send(new UpdateRepositoryNameCommand({ oldName: 'birds', newName: 'all.birds' }));
    expect(await get('all.birds')).toMatchObject({
      repositoryId: metadata?.repositoryId,
      repositoryDescription: 'another',
      defaultBranch: 'main',
    });
    expect(existsSync(remote)).toBe(false);
    expect((await client.send(new DeleteRepositoryCommand({ repositoryName: 'all.birds' }))).repositoryId).toBe(metadata?.repositoryId);
    expect((await client.send(new DeleteRepositoryCommand({ repositoryName: 'all.birds' }))).repositoryId).toBeUndefined();
    expect(existsSync(join(world.dataDir, 'codecommit', 'all.birds.git'))).toBe(false);
  });

  it('are refused with CodeCommit’s errors', async () => {
    const { client } = await repositoryWorld();
    const made = (repositoryName: string) => client.send(new CreateRepositoryCommand({ repositoryName }));
    await expect(made('birds')).rejects.toMatchObject({
      name: 'RepositoryNameExistsException',
      message: 'Repository named birds already exists',
    });
    for (const name of ['a/b', '../x', 'x.git', 'x'.repeat(101)]) {
      await expect(made(name)).rejects.toMatchObject({ name: 'InvalidRepositoryNameException' });
    }
    await expect(client.send(new GetRepositoryCommand({ repositoryName: 'x' }))).rejects.toMatchObject({
      name: 'RepositoryDoesNotExistException',
      message: 'x does not exist',
    });
  });

  it('need no git to be made, and say so when it is missed', async () => {
    const node = process.execPath;
    vi.stubEnv('PATH', '/nowhere');
    process.execPath = '/nowhere/node';
    try {
      const runtime = await testWorld({ onBackgroundError: () => undefined });
      await runtime.world.call('codecommit', 'CreateRepository', { repositoryName: 'birds' });
      await expect(runtime.world.call('codecommit', 'ListBranches', { repositoryName: 'birds' })).rejects.toThrow(
        /Cannot read the repository birds: expected git on this machine: install it/,
      );
    } finally {
      process.execPath = node;
      vi.unstubAllEnvs();
    }
  });

  it('outlive the world, and get the hook of the checkout that runs', async () => {
    const { runtime, world, remote, checkout } = await repositoryWorld();
    await checkout.git('push', '-q', 'trainyard', 'main');
    await runtime.stop();
    writeFileSync(join(remote, 'hooks', 'post-receive'), '#!/bin/sh\nexec /moved/away\n');
    const again = await testWorld({ dataDir: world.dataDir });
    const client = new CodeCommitClient(clientOptions(again));
    const { branch } = await client.send(new GetBranchCommand({ repositoryName: 'birds', branchName: 'main' }));
    expect(branch?.commitId).toBe(await checkout.head());
    expect(readFileSync(join(remote, 'hooks', 'post-receive'), 'utf8')).toContain('dist/bin/post-receive.mjs');
  });
});

describe('what is in a repository', () => {
  it('is told by branch, commit and folder, whatever refers to it', async () => {
    const { client, checkout } = await repositoryWorld();
    const first = await checkout.head();
    symlinkSync('README.md', join(checkout.folder, 'link'));
    const second = await checkout.commit(
      { 'model/train.py': '#!python\n', 'model/data/ä b.csv': '1\n', 'serve/app.py': '' },
      'Second\n\nWhy.',
    );
    await checkout.git('tag', '-a', 'v1', '-m', 'one');
    await checkout.git('push', '-q', 'trainyard', 'main', 'main:feature/x', 'v1');
    const of = { repositoryName: 'birds' };
    expect((await client.send(new ListBranchesCommand(of))).branches).toEqual(['feature/x', 'main']);
    expect((await client.send(new GetBranchCommand({ ...of, branchName: 'feature/x' }))).branch).toEqual({
      branchName: 'feature/x',
      commitId: second,
    });
    const { commit } = await client.send(new GetCommitCommand({ ...of, commitId: second }));
    expect(commit).toEqual({
      commitId: second,
      treeId: await checkout.git('rev-parse', 'HEAD^{tree}'),
      parents: [first],
      message: 'Second\n\nWhy.\n',
      author: { name: 'Ana', email: 'ana@example.com', date: '1484167798 -0800' },
      committer: { name: 'Bo', email: 'bo@example.com', date: '1484167799 +0100' },
      additionalData: '',
    });
    const folder = (folderPath: string, commitSpecifier?: string) =>
      client.send(new GetFolderCommand({ ...of, folderPath, commitSpecifier }));
    const root = await folder('');
    expect(root).toMatchObject({ commitId: second, folderPath: '', treeId: commit?.treeId, subModules: [] });
    expect(root.subFolders?.map(({ absolutePath }) => absolutePath)).toEqual(['model', 'serve']);
    expect(root.symbolicLinks).toMatchObject([{ absolutePath: 'link', fileMode: 'SYMLINK' }]);
    const model = await folder('/model/', 'main');
    expect(model.treeId).toBe(root.subFolders?.[0]?.treeId);
    expect(model.files).toEqual([
      {
        blobId: await checkout.git('rev-parse', 'HEAD:model/train.py'),
        absolutePath: 'model/train.py',
        relativePath: 'train.py',
        fileMode: 'EXECUTABLE',
      },
    ]);
    expect((await folder('model/data', 'v1')).files).toMatchObject([{ absolutePath: 'model/data/ä b.csv', fileMode: 'NORMAL' }]);
    expect((await folder('/', first)).files?.map(({ relativePath }) => relativePath)).toEqual(['README.md']);
    expect((await folder('', 'refs/heads/feature/x')).commitId).toBe(second);
  });

  it('is missed with CodeCommit’s errors', async () => {
    const { client, checkout } = await repositoryWorld();
    const of = { repositoryName: 'birds' };
    await expect(client.send(new GetFolderCommand({ ...of, folderPath: '' }))).rejects.toMatchObject({
      name: 'CommitDoesNotExistException',
    });
    await checkout.git('push', '-q', 'trainyard', 'main');
    for (const branchName of ['none', 'main^', 'main~0', '-x', 'main@{0}']) {
      await expect(client.send(new GetBranchCommand({ ...of, branchName }))).rejects.toMatchObject({ name: 'BranchDoesNotExistException' });
    }
    await expect(client.send(new GetCommitCommand({ ...of, commitId: nobody }))).rejects.toMatchObject({
      name: 'CommitIdDoesNotExistException',
    });
    await expect(client.send(new GetCommitCommand({ ...of, commitId: 'main' }))).rejects.toMatchObject({
      name: 'InvalidCommitIdException',
    });
    for (const [folderPath, name] of [
      ['nowhere', 'FolderDoesNotExistException'],
      ['README.md', 'FolderDoesNotExistException'],
      ['a/../b', 'InvalidPathException'],
    ] as const) {
      await expect(client.send(new GetFolderCommand({ ...of, folderPath }))).rejects.toMatchObject({ name });
    }
    await expect(client.send(new GetFolderCommand({ ...of, folderPath: '', commitSpecifier: nobody }))).rejects.toMatchObject({
      name: 'CommitDoesNotExistException',
    });
  });

  it('is for roles that may read it', async () => {
    const { runtime, world, checkout } = await repositoryWorld();
    await checkout.git('push', '-q', 'trainyard', 'main');
    const Resource = `arn:aws:codecommit:us-east-1:${world.account}:birds`;
    const role = await makeRole(world, 'reader', [{ Effect: 'Allow', Action: 'codecommit:GetBranch', Resource }]);
    const client = new CodeCommitClient(clientOptions(runtime, world.credentials(role)));
    await client.send(new GetBranchCommand({ repositoryName: 'birds', branchName: 'main' }));
    const folder = client.send(new GetFolderCommand({ repositoryName: 'birds', folderPath: '' }));
    await expect(folder).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('codecommit:GetFolder') });
  });
});

describe('triggers', () => {
  it('are replaced as a whole, each time under a new configuration id', async () => {
    const { client, triggers } = await repositoryWorld();
    const destinationArn = 'arn:aws:sns:us-east-1:000000000000:launches';
    const first = await triggers({ destinationArn, customData: 'x' });
    const second = await triggers({ destinationArn, events: ['updateReference'], branches: ['main'] });
    expect(second.configurationId).not.toBe(first.configurationId);
    expect(await client.send(new GetRepositoryTriggersCommand({ repositoryName: 'birds' }))).toMatchObject({
      configurationId: second.configurationId,
      triggers: [{ name: 'launch', destinationArn, events: ['updateReference'], branches: ['main'] }],
    });
  });

  it('are refused where CodeCommit could not fire them', async () => {
    const { client } = await repositoryWorld();
    const good = { name: 'a', destinationArn: 'arn:aws:sns:us-east-1:000000000000:t', events: ['all' as const] };
    for (const [trigger, name] of [
      [{ name: 'a b' }, 'InvalidRepositoryTriggerNameException'],
      [{ destinationArn: 'arn:aws:sqs:us-east-1:000000000000:q' }, 'InvalidRepositoryTriggerDestinationArnException'],
      [{ destinationArn: 'arn:aws:sns:eu-west-1:000000000000:t' }, 'InvalidRepositoryTriggerRegionException'],
      [{ events: [] }, 'RepositoryTriggerEventsListRequiredException'],
      [{ events: ['all' as const, 'updateReference' as const] }, 'InvalidRepositoryTriggerEventsException'],
      [{ branches: Array.from({ length: 11 }, (_, i) => `b${i}`) }, 'MaximumBranchesExceededException'],
      [{ customData: 'x'.repeat(1001) }, 'InvalidRepositoryTriggerCustomDataException'],
    ] as const) {
      const triggers = [{ ...good, ...trigger } as typeof good];
      await expect(client.send(new PutRepositoryTriggersCommand({ repositoryName: 'birds', triggers }))).rejects.toMatchObject({ name });
    }
    const twice = new PutRepositoryTriggersCommand({ repositoryName: 'birds', triggers: [good, good] });
    await expect(client.send(twice)).rejects.toMatchObject({ name: 'InvalidRepositoryTriggerNameException' });
  });
});
