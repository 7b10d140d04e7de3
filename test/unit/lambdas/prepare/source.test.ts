import { describe, expect, it } from 'vitest';
import { objects } from '../../../../lambdas/contract/layout.ts';
import type { RunSource } from '../../../../lambdas/contract/run-source.ts';
import { imageKeys } from '../../../../lambdas/prepare/images.ts';
import { sourceOf } from '../../../../lambdas/prepare/source.ts';
import { awsError } from '../fake-aws.ts';
import { makeRun, makeWorld } from '../fixtures.ts';

const commit = 'c'.repeat(40);
const { settings } = makeRun();
const codecommit = { type: 'codecommit' as const, repository: 'birds', location: 'https://git-codecommit/v1/repos/birds' };
const github = { type: 'github' as const, repository: 'me/birds', location: 'https://github.com/me/birds.git' };
const nobody = { fetch: async () => new Response('', { status: 404 }), githubToken: async () => undefined };

function world() {
  const made = makeWorld();
  made.aws
    .on('GetBranch', { branch: { commitId: commit } })
    .on('GetCommit', { commit: { author: { name: 'Jane' }, message: 'Better birds\n\nMore.' } });
  return { ...made, ...nobody };
}

describe('the source of a run', () => {
  it('is the head of the first branch for a console start, with the words of its commit', async () => {
    const made = world();
    const source = await sourceOf(codecommit, {}, settings, made);
    expect(source).toEqual({ ...codecommit, ref: 'refs/heads/main', version: commit, author: 'Jane', message: 'Better birds' });
    expect(made.aws.calls('GetBranch')).toEqual([{ repositoryName: 'birds', branchName: 'main' }]);
  });

  it('is the pushed commit, whatever the branch is by now', async () => {
    const made = world();
    const push = { ref: 'refs/heads/dev', author: 'Joe', message: 'Fix' };
    expect(await sourceOf(codecommit, { commit, push }, settings, made)).toMatchObject({
      version: commit,
      author: 'Joe',
      ref: 'refs/heads/dev',
    });
    expect(made.aws.calls('GetBranch')).toEqual([]);
  });

  it('that is not there is CommitMissing', async () => {
    const made = world();
    made.aws.on('GetBranch', () => {
      throw awsError('BranchDoesNotExistException');
    });
    const missing = { name: 'CommitMissing', message: expect.stringContaining('has no branch "main": push it') };
    await expect(sourceOf(codecommit, {}, settings, made)).rejects.toMatchObject(missing);
    await expect(sourceOf(github, {}, settings, made)).rejects.toMatchObject({ name: 'CommitMissing' });
  });

  it('is asked of GitHub with the token there is', async () => {
    let seen: { url: unknown; init: RequestInit | undefined } | undefined;
    const fetch = async (url: unknown, init?: RequestInit) => {
      seen = { url, init };
      return Response.json({ sha: commit, commit: { author: { name: 'Ann' }, message: 'Tune' } });
    };
    const source = await sourceOf(github, {}, settings, { ...world(), fetch: fetch as never, githubToken: async () => 't0ken' });
    expect(source).toMatchObject({ version: commit, author: 'Ann', message: 'Tune' });
    expect(seen?.url).toBe('https://api.github.com/repos/me/birds/commits/main');
    expect(new Headers(seen?.init?.headers).get('authorization')).toBe('Bearer t0ken');
  });
});

describe('the image keys of a CodeCommit commit', () => {
  const source: RunSource = { ...codecommit, ref: 'refs/heads/main', version: commit, author: '', message: '' };
  const facts = { buildspecHash: 'h' } as never;
  const apart = makeRun({ settings: { build: { training: { paths: ['training'] }, inference: { paths: ['inference'] } } } }).settings;
  const folders: Record<string, object> = {
    '/': {
      treeId: 'root',
      files: [{ relativePath: 'Dockerfile', fileMode: 'NORMAL', blobId: 'b1' }],
      subFolders: [
        { relativePath: 'training', treeId: 't1' },
        { relativePath: 'inference', treeId: 'i1' },
        { relativePath: 'samples', treeId: 's1' },
      ],
    },
  };
  function made(change: Record<string, object> = {}) {
    const made = world();
    made.aws.on('GetFolder', ({ folderPath }: { folderPath: string }) => {
      const found = { ...folders, ...change }[folderPath];
      if (!found) throw awsError('FolderDoesNotExistException');
      return found;
    });
    return made;
  }

  it('are found by what git calls the folders, once a build had the same', async () => {
    const first = made();
    const before = await imageKeys(apart, source, facts, first);
    expect(before.training).toEqual({ key: null, treeKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
    first.aws.put('artifacts', objects.tree(before.training.treeKey ?? ''), { key: 'known' });
    const { training, inference } = await imageKeys(apart, source, facts, first);
    expect([training.key, inference.key]).toEqual(['known', null]);
    // One listing serves all paths of a folder.
    expect(first.aws.calls('GetFolder')).toHaveLength(2);
  });

  it('of the training stay when only the serving changed', async () => {
    const root = folders['/'] as { subFolders: object[] };
    const subFolders = root.subFolders.map((folder) =>
      'treeId' in folder && folder.treeId === 'i1' ? { ...folder, treeId: 'i2' } : folder,
    );
    const before = await imageKeys(apart, source, facts, made());
    const after = await imageKeys(apart, source, facts, made({ '/': { ...root, subFolders } }));
    expect(after.training).toEqual(before.training);
    expect(after.inference).not.toEqual(before.inference);
  });

  it('are left to the build where a path is not there', async () => {
    const keys = await imageKeys(apart, source, facts, made({ '/': { treeId: 'root' } }));
    expect(keys.training).toEqual({ key: null, treeKey: null });
  });
});
