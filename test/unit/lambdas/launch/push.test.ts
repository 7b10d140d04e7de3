import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { launch } from '../../../../lambdas/launch/launch.ts';
import { awsError } from '../fake-aws.ts';
import { commit, folders, launchWorld, model } from '../launching.ts';
import { codecommit, event, github, stateChange } from './messages.ts';

const birds = (source: object = {}) => launchWorld(model('birds', { source }, 'codecommit/models'));
const onGithub = (source: object = {}) => launchWorld(model('birds', { source }, 'github/acme/birds'));
const heads = (letter: string): Partial<ModelState> => ({
  heads: { 'refs/heads/main': { commit: commit(letter), at: '2026-11-21T11:00:00.000Z' } },
});

describe('a push to CodeCommit', () => {
  it('starts a run on its commit, with author and message of the commit', async () => {
    const world = birds();
    await launch(event(codecommit()), world);
    expect(world.started()).toEqual([
      {
        model: 'birds',
        commit: commit('a'),
        push: { ref: 'refs/heads/main', author: 'jane', message: 'Better features' },
        trigger: 'a push to main by jane',
      },
    ]);
    expect(world.stored('birds')).toMatchObject({
      running: { launch: { id: expect.stringMatching(/^[0-9a-f]{16}$/), at: '2026-11-21T11:59:00.000Z' } },
      heads: { 'refs/heads/main': { commit: commit('a') } },
    });
    expect(world.lines.find((line) => 'LaunchesAccepted' in line)).toMatchObject({ Kind: 'push', LaunchesAccepted: 1 });
  });

  it('starts nothing more when it is delivered again; a later push back to the same commit is another', async () => {
    const world = birds();
    await launch(event(codecommit()), world);
    await launch(event(codecommit()), world);
    expect(world.started()).toHaveLength(1);
    const other = codecommit([{ commit: commit('b') }], { eventId: 'event-2', eventTime: '2026-11-21T12:20:00.000+0000' });
    const back = codecommit([{}], { eventId: 'event-3', eventTime: '2026-11-21T12:30:00.000+0000' });
    await launch(event(other, back), world);
    expect(world.stored('birds')?.pending).toMatchObject([{ head: { commit: commit('a') } }]);
  });

  it('runs although GetCommit fails: Prepare finds the words, or says what is wrong', async () => {
    const world = birds();
    world.aws.on('GetCommit', () => {
      throw awsError('ThrottlingException', 'Rate exceeded');
    });
    await launch(event(codecommit()), world);
    expect(world.started()).toMatchObject([{ push: { author: '', message: '' }, trigger: 'a push to main' }]);
  });

  it('means a run for each reference and each model of the repository, and tags and deleted branches mean none', async () => {
    const world = launchWorld({
      ...model('birds', { source: { branches: ['*'] } }, 'codecommit/models'),
      ...model('fish', { source: { branches: ['main'] } }, 'codecommit/models'),
      ...model('other', {}, 'codecommit/elsewhere'),
    });
    const references = [{}, { ref: 'refs/heads/feature/x' }, { ref: 'refs/tags/v1' }, { ref: 'refs/heads/old', deleted: true }];
    await launch(event(codecommit(references)), world);
    expect(world.started().map((input) => [input.model, input.push.ref])).toEqual([
      ['birds', 'refs/heads/main'],
      ['fish', 'refs/heads/main'],
    ]);
    expect(world.stored('birds')?.pending).toMatchObject([{ head: { ref: 'refs/heads/feature/x' } }]);
    expect(world.refusals()).toEqual(['branch-filter', 'not-a-branch', 'not-a-branch']);
  });

  it('of which the models are unknown is refused with the near miss', async () => {
    const world = birds();
    await launch(event(codecommit([{}], { eventSourceARN: 'arn:aws:codecommit:us-east-1:000000000000:model' })), world);
    expect([world.refusals(), world.started()]).toEqual([['unknown-repository'], []]);
    expect(world.reasons()[0]).toContain('did you mean "models"?');
  });

  it('runs with defaults where the settings are wrong, so that Prepare can say so', async () => {
    const parameters = model('birds', {}, 'codecommit/models');
    const world = launchWorld({
      ...parameters,
      '/trainyard/birds/defaults/triggers': '{"mode":"no"}',
      '/trainyard/birds/defaults/source': '{',
    });
    await launch(event(codecommit()), world);
    expect(world.started()).toHaveLength(1);
  });

  it('keeps the other model going when one fails for a fault of AWS, which is thrown at the end', async () => {
    const world = launchWorld({ ...model('birds', {}, 'codecommit/models'), ...model('fish', {}, 'codecommit/models') });
    const answer = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:trainyard-pipeline:x' };
    world.aws.on('StartExecution', ({ name }) => {
      if (name.startsWith('birds')) throw awsError('ThrottlingException', 'Rate exceeded');
      return answer;
    });
    await expect(launch(event(codecommit()), world)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(world.stored('fish')?.running?.phase).toBe('running');
  });
});

describe('a push to CodeCommit that EventBridge tells of', () => {
  it('starts a run where no trigger was heard', async () => {
    const world = birds();
    await launch(event(stateChange()), world);
    expect(world.started()).toMatchObject([{ commit: commit('a'), push: { ref: 'refs/heads/main' }, trigger: 'a push to main by jane' }]);
    expect(world.stored('birds')?.running?.launch?.head).toMatchObject({ before: commit('f'), way: 'event' });
  });

  it('is the one that the trigger tells of: one run, one launch counted, no mail, in either order and however often', async () => {
    const [trigger, change] = [codecommit([{}], { eventTime: '2026-11-21T11:59:00.743+0000' }), stateChange()];
    for (const messages of [
      [trigger, change],
      [change, trigger],
    ]) {
      const world = birds();
      for (const message of [...messages, ...messages]) await launch(event(message), world);
      expect(world.started()).toHaveLength(1);
      expect(world.lines.filter((line) => 'LaunchesAccepted' in line)).toHaveLength(1);
      expect(world.stored('birds')).toMatchObject({ pending: [], outbox: [] });
      expect(world.aws.calls('Publish')).toEqual([]);
    }
  });

  it('of a branch that is new begins with nothing', async () => {
    const world = birds();
    const { oldCommitId: _, ...detail } = stateChange().detail;
    await launch(event({ ...stateChange(), detail: { ...detail, event: 'referenceCreated' } }), world);
    expect(world.stored('birds')?.running?.launch?.head?.before).toBe('0'.repeat(40));
  });

  it('is refused where it deletes a branch, moves a tag or is not understood', async () => {
    const world = birds();
    const { commitId: _, ...gone } = stateChange().detail;
    await launch(
      event(
        { ...stateChange(), detail: { ...gone, event: 'referenceDeleted' } },
        stateChange({ referenceType: 'tag', referenceName: 'v1', referenceFullName: 'refs/tags/v1' }),
        { ...stateChange(), detail: { event: 'commentOnCommitCreated' } },
      ),
      world,
    );
    expect([world.refusals(), world.started()]).toEqual([['not-a-branch', 'not-a-branch', 'unknown-shape'], []]);
  });
});

describe('a push to GitHub', () => {
  it('starts a run with what GitHub said, the message in one line of 200 characters at most', async () => {
    const world = onGithub();
    await launch(event(github()), world);
    expect(world.started()).toEqual([
      {
        model: 'birds',
        commit: commit('b'),
        push: { ref: 'refs/heads/main', author: 'Jane', message: `${'x'.repeat(197)}...` },
        trigger: 'a push to main by jane-on-github',
      },
    ]);
    expect(world.aws.calls('GetCommit')).toEqual([]);
  });

  it('runs each time that a branch goes from one commit to another, and once however often that is delivered', async () => {
    const world = onGithub();
    const [a, b] = [commit('a'), commit('b')];
    const there = github({ before: a, after: b });
    const back = github({ before: b, after: a, pushedAt: '2026-11-21T12:10:00Z' });
    const again = github({ before: a, after: b, pushedAt: '2026-11-21T12:20:00Z' });
    await launch(event(there, back, there, again, back), world);
    const state = world.stored('birds');
    expect([state?.seen.length, state?.heads['refs/heads/main']?.commit]).toEqual([3, b]);
    expect(state?.pending).toMatchObject([{ at: '2026-11-21T12:20:00.000Z', head: { commit: b } }]);
  });

  it('finds its models whatever the case of the repository', async () => {
    const world = onGithub();
    await launch(event(github({ repository: 'Acme/Birds' })), world);
    expect(world.started()).toHaveLength(1);
  });

  it('that deletes a branch, or moves a tag, is refused', async () => {
    const world = onGithub();
    await launch(event(github({ after: '0'.repeat(40) }), github({ ref: 'refs/tags/v1' })), world);
    expect([world.refusals(), world.started()]).toEqual([['not-a-branch', 'not-a-branch'], []]);
  });
});

describe('the path filter', () => {
  const source = { paths: ['src', 'Dockerfile'] };

  it('lets a push to GitHub pass that touches one of the paths', async () => {
    const world = onGithub(source);
    world.putState('birds', heads('a'));
    await launch(event(github({ before: commit('a'), paths: ['docs/x.md', 'src/a.js'] })), world);
    expect(world.started()).toHaveLength(1);
  });

  it('refuses one that touches none, and remembers it as seen', async () => {
    const world = onGithub(source);
    world.putState('birds', heads('a'));
    await launch(event(github({ before: commit('a'), paths: ['docs/x.md', 'srcs/a.js'] })), world);
    expect([world.refusals(), world.started()]).toEqual([['path-filter'], []]);
    expect(world.stored('birds')?.heads['refs/heads/main']?.commit).toBe(commit('b'));
  });

  it.each([
    ['GitHub did not say all paths', { before: commit('a'), paths: null }, heads('a')],
    ['the push before it was not delivered', { before: commit('c'), paths: ['docs/x.md'] }, heads('a')],
    ['nothing is known of the branch', { paths: ['docs/x.md'] }, {}],
  ])('lets one pass where %s', async (_why, change, before) => {
    const world = onGithub(source);
    world.putState('birds', before);
    await launch(event(github(change)), world);
    expect(world.started()).toHaveLength(1);
  });

  it.each([
    ['a file in the folder changed', { '/': { src: 'x', Dockerfile: '1' } }, { '/': { src: 'y', Dockerfile: '1' } }, 1],
    ['a file changed', { '/': { src: 'x', Dockerfile: '1' } }, { '/': { src: 'x', Dockerfile: '2' } }, 1],
    ['a file came', { '/': { src: 'x' } }, { '/': { src: 'x', Dockerfile: '2' } }, 1],
    ['something else changed', { '/': { src: 'x', README: '1' } }, { '/': { src: 'x', README: '2' } }, 0],
  ])('asks CodeCommit what changed since the last accepted push: %s', async (_what, before, after, runs) => {
    const world = birds(source);
    world.putState('birds', heads('0'));
    folders(world.aws, { [commit('0')]: before, [commit('a')]: after });
    await launch(event(codecommit()), world);
    expect(world.started()).toHaveLength(runs);
    expect(world.refusals()).toEqual(runs === 0 ? ['path-filter'] : []);
  });

  it('refuses no second delivery of a push that was accepted, whose start may have failed', async () => {
    const world = onGithub(source);
    await launch(event(github({ before: commit('a') }), github({ before: commit('a') })), world);
    expect(world.started()).toHaveLength(1);
    expect(world.lines.some((line) => 'LaunchesRefused' in line)).toBe(false);
  });

  it('lets a push pass where the commit before is gone', async () => {
    const world = birds(source);
    world.putState('birds', heads('0'));
    folders(world.aws, { [commit('a')]: { '/': { src: 'x' } } });
    await launch(event(codecommit()), world);
    expect(world.started()).toHaveLength(1);
  });

  it('throws when CodeCommit does not answer: the message is delivered again', async () => {
    const world = birds(source);
    world.putState('birds', heads('0'));
    world.aws.on('GetFolder', () => {
      throw awsError('EncryptionKeyUnavailableException', 'the key is gone');
    });
    await expect(launch(event(codecommit()), world)).rejects.toMatchObject({ name: 'CodeCommitUnavailable' });
  });
});
