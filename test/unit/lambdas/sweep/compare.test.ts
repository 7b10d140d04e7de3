import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { sweep } from '../../../../lambdas/sweep/sweep.ts';
import { awsError } from '../fake-aws.ts';
import { commit, folders, model } from '../launching.ts';
import { minutesAgo, world } from './sweep-world.ts';

/** In the repository that the model's stack has made. */
const onCodeCommit = (source: object = {}) => world(model('birds', { source }, 'codecommit/trainyard-birds'));
const head = (letter: string, minutes: number): Partial<ModelState> => ({
  heads: { 'refs/heads/main': { commit: commit(letter), at: minutesAgo(minutes) } },
});

const failed = (lines: Record<string, unknown>[]) =>
  lines.filter((line) => 'ComparisonsFailed' in line).map(({ model: of, ComparisonsFailed }) => ({ model: of, ComparisonsFailed }));

describe('the hourly comparison', () => {
  it('launches a head of CodeCommit that was never accepted, once', async () => {
    const made = onCodeCommit();
    made.branches['trainyard-birds/main'] = commit('b');
    await sweep({}, made);
    const trigger = 'the hourly comparison: a push to main was not delivered';
    expect(made.started()).toEqual([
      { model: 'birds', commit: commit('b'), push: { ref: 'refs/heads/main', author: 'jane', message: 'Better features' }, trigger },
    ]);
    expect(made.stored('birds')).toMatchObject({
      comparedAt: '2026-11-21T12:00:00.000Z',
      heads: { 'refs/heads/main': { commit: commit('b') } },
    });
    made.clock.ms += 3600_000;
    await sweep({}, made);
    expect(made.started()).toHaveLength(1);
    expect(made.stored('birds')?.comparedAt).toBe('2026-11-21T13:00:00.000Z');
  });

  it('is done once an hour, and at once when it is asked for', async () => {
    const made = onCodeCommit();
    made.branches['trainyard-birds/main'] = commit('b');
    made.putState('birds', { ...head('a', 90), comparedAt: minutesAgo(59) });
    await sweep({}, made);
    expect(made.started()).toEqual([]);
    await sweep({ compare: true }, made);
    expect(made.started()).toHaveLength(1);
  });

  it('launches nothing where the push was accepted after the head was read', async () => {
    const made = onCodeCommit();
    made.aws.on('GetBranch', () => ({ branch: { commitId: commit('b') } }));
    made.aws.on('GetCommit', () => {
      made.putState('birds', head('b', 0));
      return {};
    });
    made.putState('birds', head('a', 90));
    await sweep({}, made);
    expect(made.started()).toEqual([]);
    expect(made.stored('birds')).toMatchObject({ running: null, pending: [], outbox: [] });
  });

  it('holds to the path filter, and does not ask again for what that said no to', async () => {
    const made = onCodeCommit({ paths: ['src'] });
    made.branches['trainyard-birds/main'] = commit('b');
    made.putState('birds', head('a', 90));
    folders(made.aws, { [commit('a')]: { '/': { src: '1', README: '1' } }, [commit('b')]: { '/': { src: '1', README: '2' } } });
    await sweep({}, made);
    expect(made.started()).toEqual([]);
    expect(made.stored('birds')).toMatchObject({ heads: { 'refs/heads/main': { commit: commit('b') } }, comparedAt: expect.any(String) });
  });

  it('asks for the branches that are named, and the first runs where several were lost', async () => {
    const made = onCodeCommit({ branches: ['main', 'dev', 'feature/*'] });
    made.branches['trainyard-birds/main'] = commit('a');
    made.branches['trainyard-birds/dev'] = commit('b');
    await sweep({}, made);
    expect(made.aws.calls('GetBranch').map(({ branchName }) => branchName)).toEqual(['dev', 'main']);
    expect(made.started()).toMatchObject([{ commit: commit('a') }]);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: expect.stringContaining('superseded') }]);
  });

  it('looks again in the next sweep at a head that may be older than the last push, unless it is told to trust the heads', async () => {
    const made = onCodeCommit();
    made.branches['trainyard-birds/main'] = commit('b');
    made.putState('birds', { ...head('a', 1), comparedAt: minutesAgo(90) });
    await sweep({}, made);
    expect([made.started(), made.stored('birds')?.comparedAt]).toEqual([[], minutesAgo(90)]);
    await sweep({ compare: true }, made);
    expect(made.started()).toMatchObject([{ commit: commit('b') }]);
  });

  it('finds no branch in an empty repository, and no fault', async () => {
    const made = onCodeCommit();
    await sweep({}, made);
    expect([made.started(), made.stored('birds')?.comparedAt]).toEqual([[], '2026-11-21T12:00:00.000Z']);
  });

  it.each([
    ['a repository that is gone', awsError('RepositoryDoesNotExistException', 'it does not exist')],
    ['a key that is disabled', awsError('EncryptionKeyDisabledException', 'disabled')],
    ['a CodeCommit that does not answer', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('logs and counts %s, goes on with the others, and asks again in the next sweep', async (_what, error) => {
    const made = world({ ...model('birds', {}, 'codecommit/trainyard-birds'), ...model('fish', {}, 'codecommit/trainyard-fish') });
    made.aws.on('GetBranch', ({ repositoryName }: { repositoryName: string }) => {
      if (repositoryName === 'trainyard-birds') throw error;
      return { branch: { commitId: commit('b') } };
    });
    await sweep({}, made);
    expect(made.started()).toMatchObject([{ model: 'fish' }]);
    expect(made.stored('birds')?.comparedAt).toBeNull();
    expect(failed(made.lines)).toEqual([{ model: 'birds', ComparisonsFailed: 1 }]);
  });

  it('asks a throttled CodeCommit again at once', async () => {
    const made = onCodeCommit();
    let calls = 0;
    made.aws.on('GetBranch', () => {
      if (calls++ < 3) throw awsError('ThrottlingException', 'Rate exceeded');
      return { branch: { commitId: commit('b') } };
    });
    await sweep({}, made);
    expect([made.started().length, failed(made.lines)]).toEqual([1, []]);
  });

  it('launches no head that another’s repository had before this model was there, and every push to it that was missed later', async () => {
    const made = world(model('birds', {}, 'codecommit/models'));
    made.branches['models/main'] = commit('a');
    await sweep({}, made);
    expect(made.started()).toEqual([]);
    made.branches['models/main'] = commit('b');
    await sweep({ compare: true }, made);
    expect(made.started()).toMatchObject([{ commit: commit('b') }]);
  });
});
