import { describe, expect, it } from 'vitest';
import { launch } from '../../../../lambdas/launch/launch.ts';
import { learn } from '../../../../lambdas/shared/model-state/learned.ts';
import { sweep } from '../../../../lambdas/sweep/sweep.ts';
import { event, github } from '../launch/messages.ts';
import { commit, model } from '../launching.ts';
import { minutesAgo, world } from './sweep-world.ts';

const hour = 3600_000;
const ref = 'refs/heads/main';
const onGithub = (token?: string, source: object = {}) =>
  world({ ...model('birds', { source }, 'github/acme/birds'), ...(token && { token }) });
const answer = (letter: string) => () =>
  Response.json({ sha: commit(letter), commit: { author: { name: 'Jane' }, message: 'Better\n\nlong' } });
const main = 'acme/birds/commits/main';
const failures = (made: ReturnType<typeof world>) => made.lines.filter((line) => 'ComparisonsFailed' in line).length;

/** A sweep an hour after the last. */
async function compared(made: ReturnType<typeof world>, letter: string): Promise<unknown[]> {
  made.answers[main] = answer(letter);
  made.clock.ms += hour;
  await sweep({}, made);
  return made.started().map((input) => input.commit[0]);
}

/** The run that holds the lock ends, whether it had its commit or not. */
function ended(made: ReturnType<typeof world>, outcome: 'failed' | 'succeeded' | 'aborted' = 'failed', learned = false): void {
  const state = made.stored('birds');
  if (!state?.running) throw new Error('nothing runs');
  const { execution, launch: its } = state.running;
  const after = learned ? learn(state, execution.name, its?.input.commit ?? '', new Date(made.clock.ms).toISOString()) : state;
  const run = { id: `run-${state.seq}`, execution: execution.arn ?? '', startedAt: minutesAgo(0), outcome, summary: '' };
  made.putState('birds', { ...after, running: null, runs: [run, ...state.runs] });
}

describe('the hourly comparison with GitHub', () => {
  it('asks GitHub, with the token where there is one', async () => {
    const made = onGithub('secret-token');
    made.putState('birds', { heads: { [ref]: { commit: commit('a'), at: minutesAgo(90) } } });
    made.answers[main] = answer('b');
    await sweep({}, made);
    expect(made.asked).toMatchObject([
      { url: 'https://api.github.com/repos/acme/birds/commits/main', headers: { authorization: 'Bearer secret-token' } },
    ]);
    expect(made.started()).toMatchObject([{ commit: commit('b'), push: { author: 'Jane', message: 'Better' } }]);
    expect(JSON.stringify(made.lines)).not.toContain('secret-token');
  });

  it.each([404, 409, 422])('warns where GitHub knows no such branch (%i), and goes on', async (status) => {
    const made = onGithub();
    made.answers[main] = () => new Response('{}', { status });
    await sweep({}, made);
    expect(made.lines).toContainEqual(expect.objectContaining({ message: 'no head to compare', repository: 'acme/birds' }));
    expect(made.stored('birds')?.comparedAt).toBe('2026-11-21T12:00:00.000Z');
  });

  it.each([
    ['a fault', () => new Response('', { status: 503 })],
    ['a page', () => new Response('<html>')],
    ['a token that is refused', () => Response.json({ message: 'Bad credentials' }, { status: 401 })],
    [
      'no network',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('logs and counts %s, fails no sweep, and asks again in the next', async (_what, fault) => {
    const made = onGithub();
    made.answers[main] = fault;
    await sweep({}, made);
    expect([made.stored('birds')?.comparedAt, failures(made)]).toEqual([null, 1]);
    made.clock.ms += 300_000;
    made.answers[main] = answer('a');
    await sweep({}, made);
    expect([made.stored('birds')?.comparedAt, failures(made)]).toEqual(['2026-11-21T12:05:00.000Z', 1]);
  });

  it('asks GitHub no more in a sweep in which it was limited, and sees to every other model', async () => {
    const names = ['birds', 'fish', 'owls', 'rays', 'seals', 'toads', 'voles', 'wasps', 'yaks', 'zebras'];
    const made = world({
      ...Object.assign({}, ...names.map((name) => model(name, { source: { branches: ['main', 'dev'] } }, `github/acme/${name}`))),
      ...model('pushed', {}, 'codecommit/trainyard-pushed'),
    });
    made.branches['trainyard-pushed/main'] = commit('a');
    const limited = () => Response.json({ message: 'API rate limit exceeded' }, { status: 403, headers: { 'x-ratelimit-remaining': '0' } });
    for (const name of names) for (const branch of ['main', 'dev']) made.answers[`acme/${name}/commits/${branch}`] = limited;
    await sweep({}, made);
    // Those that were asked side by side, and none after.
    expect(made.asked.length).toBeLessThanOrEqual(8);
    expect(made.started()).toMatchObject([{ model: 'pushed' }]);
  });
});

describe('a fresh model of GitHub', () => {
  it('is not launched by the first look, and is by a push that was missed later', async () => {
    const made = onGithub();
    expect(await compared(made, 'a')).toEqual([]);
    expect(await compared(made, 'a')).toEqual([]);
    expect(await compared(made, 'b')).toEqual(['b']);
  });

  it('runs for the push whose head the first look was quicker to see', async () => {
    const made = onGithub();
    await compared(made, 'b');
    await launch(event(github()), made);
    expect(made.started()).toMatchObject([{ commit: commit('b'), trigger: 'a push to main by jane-on-github' }]);
  });

  it('runs for the first push to a branch that was not there at first', async () => {
    const made = onGithub();
    made.answers[main] = () => new Response('{}', { status: 422 });
    await sweep({}, made);
    expect(await compared(made, 'a')).toEqual(['a']);
  });

  it('is not launched once a token lets us see the repository', async () => {
    const made = onGithub();
    made.answers[main] = () => new Response('{}', { status: 404 });
    await sweep({}, made);
    expect(await compared(made, 'a')).toEqual([]);
  });

  it('and one whose repository is another now are the same', async () => {
    const made = onGithub();
    made.putState('birds', {
      heads: { [ref]: { commit: commit('f'), at: minutesAgo(90) } },
      looked: { source: 'github/acme/former', heads: { [ref]: commit('e') } },
    });
    expect(await compared(made, 'a')).toEqual([]);
    expect(await compared(made, 'b')).toEqual(['b']);
  });

  it('may have been launched by an older version: its heads are what they were', async () => {
    const made = onGithub();
    made.putState('birds', { heads: { [ref]: { commit: commit('a'), at: minutesAgo(90) } }, comparedAt: minutesAgo(90) });
    expect(await compared(made, 'b')).toEqual(['b']);
  });
});

describe('a commit that a run was asked for by name', () => {
  const asks = (letter: string, more: object = {}) => event({ model: 'birds', commit: commit(letter), id: `wish-${letter}`, ...more });

  it('with its head is a push that was heard of', async () => {
    const made = onGithub();
    await compared(made, 'a');
    await launch(asks('b', { head: { ref, before: commit('a'), at: '2026-11-21T13:00:00Z' } }), made);
    expect(await compared(made, 'b')).toEqual(['b']);
    expect(made.stored('birds')?.heads[ref]).toEqual({ commit: commit('b'), at: '2026-11-21T13:00:00.000Z' });
  });

  it('without its head is no lost push while it waits, nor once a run has begun with it', async () => {
    const made = onGithub();
    await compared(made, 'a');
    await launch(asks('b'), made);
    expect(await compared(made, 'b')).toEqual(['b']);
    ended(made, 'succeeded', true);
    expect(await compared(made, 'b')).toEqual(['b']);
    expect(made.stored('birds')?.heads[ref]?.commit).toBe(commit('b'));
    expect(await compared(made, 'c')).toEqual(['b', 'c']);
    ended(made, 'succeeded', true);
    // A lost push back to it is a push.
    expect(await compared(made, 'b')).toEqual(['b', 'c', 'b']);
  });

  it('without its head is launched where its run failed before it began', async () => {
    const made = onGithub();
    await compared(made, 'a');
    await launch(asks('b'), made);
    ended(made);
    expect(await compared(made, 'b')).toEqual(['b', 'b']);
  });
});

describe('a push whose run failed before it had its commit', () => {
  const pushed = async (source: object = {}) => {
    const made = onGithub(undefined, source);
    await launch(event(github()), made);
    return made;
  };

  it('is launched again, three times at most, and says which time it is', async () => {
    const made = await pushed();
    const begun: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      if (made.stored('birds')?.running) ended(made);
      begun.push((await compared(made, 'b')).length);
    }
    expect(begun).toEqual([2, 3, 4, 4, 4, 4]);
    expect(made.started()[1].trigger).toBe('the hourly comparison: the run of a push to main failed before it had its commit (launch 2)');
  });

  it('is left alone while its run goes on, or waits', async () => {
    const made = await pushed();
    expect(await compared(made, 'b')).toEqual(['b']);
  });

  it.each(['succeeded', 'failed'] as const)('is not the push of a run that had it, and %s', async (outcome) => {
    const made = await pushed();
    ended(made, outcome, true);
    expect(await compared(made, 'b')).toEqual(['b']);
  });

  it('and that a person stopped is over', async () => {
    const made = await pushed();
    ended(made, 'aborted');
    expect(await compared(made, 'b')).toEqual(['b']);
  });

  it('is launched by a later head that no path filter wants: what it changed is in that', async () => {
    const made = await pushed({ paths: ['src'] });
    ended(made);
    expect(await compared(made, 'c')).toEqual(['b', 'c']);
    const other = await pushed({ paths: ['src'] });
    ended(other);
    await launch(event(github({ before: commit('b'), after: commit('c'), pushedAt: '2026-11-21T12:30:00Z', paths: ['README.md'] })), other);
    expect(other.started().map(({ commit: id }) => id[0])).toEqual(['b', 'c']);
  });
});

describe('the path filter of the comparison with GitHub', () => {
  const files =
    (...names: string[]) =>
    () =>
      Response.json({ status: 'ahead', files: names.map((filename) => ({ filename })) });
  const compare = `acme/birds/compare/${commit('a')}...${commit('b')}?per_page=1`;
  const look = async (between: () => Response) => {
    const made = onGithub(undefined, { paths: ['src', 'Dockerfile'] });
    await compared(made, 'a');
    made.answers[compare] = between;
    return { made, begun: await compared(made, 'b') };
  };

  it.each([
    ['a file in the folder', files('README.md', 'src/train.py'), ['b']],
    ['the file', files('Dockerfile'), ['b']],
    ['something else', files('README.md', 'srcs/train.py'), []],
    ['300 files, of which GitHub tells no more', files(...Array.from({ length: 300 }, (_, i) => `docs/${i}`)), ['b']],
    ['what GitHub cannot compare', () => Response.json({ status: 'diverged', files: [] }), ['b']],
  ])('asks what changed since the head that is known: %s', async (_what, between, expected) => {
    const { made, begun } = await look(between);
    expect(begun).toEqual(expected);
    // It is not asked again for what was judged.
    const before = made.asked.filter(({ url }) => url.includes('/compare/')).length;
    await compared(made, 'b');
    expect([before, made.asked.filter(({ url }) => url.includes('/compare/')).length]).toEqual([1, 1]);
  });

  it('launches nothing where GitHub does not say, and asks again', async () => {
    const { made, begun } = await look(() => new Response('', { status: 502 }));
    expect([begun, failures(made)]).toEqual([[], 1]);
    made.answers[compare] = files('src/x');
    made.clock.ms += 300_000;
    await sweep({}, made);
    expect(made.started()).toHaveLength(1);
  });

  it('judges the next push from the head that was there at first', async () => {
    const made = onGithub(undefined, { paths: ['src'] });
    await compared(made, 'a');
    await launch(event(github({ before: commit('a'), paths: ['README.md'] })), made);
    expect([made.started(), made.refusals()]).toEqual([[], ['path-filter']]);
    expect(made.stored('birds')?.heads[ref]?.commit).toBe(commit('b'));
  });
});
