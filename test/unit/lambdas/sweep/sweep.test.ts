import { describe, expect, it } from 'vitest';
import { emptyState, type ModelState } from '../../../../lambdas/contract/model-state.ts';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { sweep } from '../../../../lambdas/sweep/sweep.ts';
import { awsError } from '../fake-aws.ts';
import { heldLock } from '../fixtures.ts';
import { commit, folders, launchWorld, model } from '../launching.ts';

const minutesAgo = (minutes: number) => new Date(Date.parse('2026-11-21T12:00:00Z') - minutes * 60_000).toISOString();

function world(parameters: Record<string, string>) {
  const made = launchWorld(parameters);
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const answers: Record<string, () => Response> = {};
  const branches: Record<string, string> = {};
  made.aws.on('GetBranch', ({ repositoryName, branchName }) => {
    const commitId = branches[`${repositoryName}/${branchName}`];
    if (!commitId) throw awsError('BranchDoesNotExistException');
    return { branch: { branchName, commitId } };
  });
  const fetch = (async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ url, headers });
    return answers[url.slice('https://api.github.com/repos/'.length)]?.() ?? new Response('{}', { status: 404 });
  }) as unknown as typeof globalThis.fetch;
  made.aws.on('ListExecutions', { executions: [] }).on('ListTrainingJobs', {}).on('ListEndpoints', {}).on('ListBuildsForProject', {});
  return { ...made, projects: ['build', 'verify'], fetch, githubToken: async () => parameters.token, asked, answers, branches };
}

const onCodeCommit = (source: object = {}) => world(model('birds', { source }, 'codecommit/models'));
const head = (letter: string, minutes: number): Partial<ModelState> => ({
  heads: { 'refs/heads/main': { commit: commit(letter), at: minutesAgo(minutes) } },
});

describe('the sweeper', () => {
  it('goes on with every model that has a state, whatever its settings are', async () => {
    const made = world({ '/trainyard/birds/deployed': '{', ...model('fish') });
    made.putState('birds', {
      seq: 1,
      running: { ...heldLock, phase: 'starting', launch: { id: 'x', at: minutesAgo(1), trigger: 't', head: null, input: {} } },
    });
    made.putState('fish', { seq: 1, running: heldLock });
    made.aws.on('DescribeExecution', { status: 'ABORTED' });
    await sweep({}, made);
    expect(made.stored('fish')?.running).toMatchObject({ phase: 'recovering', recoveries: 1 });
    expect(made.aws.calls('StartExecution').length).toBeGreaterThanOrEqual(2);
  });

  it('finds an execution that failed without ever holding a lock and whose event was lost', async () => {
    const made = world({});
    const executionArn = `${made.pipelineArn.replace('stateMachine', 'execution')}:e9`;
    const ended = (minutes: number) => ({ executions: [{ executionArn, stopDate: new Date(minutesAgo(minutes)) }] });
    made.aws.on('DescribeExecution', ({ executionArn: arn }) => {
      if (arn !== executionArn) throw awsError('ExecutionDoesNotExist');
      return { executionArn, status: 'FAILED', input: '{"modell":"birds"}' };
    });
    made.aws.on('ListExecutions', ({ statusFilter, stateMachineArn }: Record<string, string>) =>
      statusFilter === 'FAILED' && stateMachineArn === made.pipelineArn ? ended(115) : { executions: [] },
    );
    await sweep({}, made);
    expect(made.aws.calls('StartExecution')).toMatchObject([
      { stateMachineArn: made.recoveryArn, name: expect.stringMatching(/^unheld-/) },
    ]);
    made.aws.on('ListExecutions', ended(121));
    await sweep({}, made);
    expect(made.aws.calls('StartExecution')).toHaveLength(1);
  });

  it('finds a recovery without a lock that was stopped, however long ago its execution failed, and goes on though another cannot be read', async () => {
    const made = world({});
    const executionArn = `${made.pipelineArn.replace('stateMachine', 'execution')}:e9`;
    const broken = `${made.pipelineArn.replace('stateMachine', 'execution')}:e10`;
    const unheld = `${made.recoveryArn.replace('stateMachine', 'execution')}:unheld-${executionHash(executionArn)}`;
    const stopDate = new Date(minutesAgo(10));
    made.aws.on('DescribeExecution', ({ executionArn: arn }) => {
      if (arn === broken) throw awsError('InternalServerError');
      if (arn === executionArn) return { executionArn, status: 'FAILED', input: '{"modell":"birds"}', stopDate: new Date(minutesAgo(300)) };
      const input = JSON.stringify({ model: null, execution: executionArn, token: null });
      if (arn === unheld) return { executionArn: unheld, status: 'ABORTED', input, stopDate };
      throw awsError('ExecutionDoesNotExist');
    });
    made.aws.on('ListExecutions', ({ statusFilter, stateMachineArn }: Record<string, string>) => {
      if (statusFilter !== 'ABORTED') return {};
      return { executions: [{ executionArn: stateMachineArn === made.recoveryArn ? unheld : broken, stopDate }] };
    });
    await expect(sweep({}, made)).rejects.toThrow('InternalServerError');
    expect(made.aws.calls('StartExecution')).toMatchObject([{ name: `unheld-${executionHash(executionArn)}-2` }]);
  });

  it('sends mails that were left', async () => {
    const made = world({});
    made.putState('birds', { outbox: [{ id: 'm', outcome: 'failed', subject: 's', body: 'b', claim: null }] });
    await sweep({}, made);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: 's' }]);
  });

  it('asks nothing and writes nothing where nothing is to be done', async () => {
    const made = world(model('birds'));
    made.putState('birds', {});
    await sweep({}, made);
    expect([made.aws.calls('PutObject'), made.aws.calls('GetParametersByPath').length]).toEqual([[], 1]);
  });

  it('sweeps all the others when models fail, and names those at the end', async () => {
    const made = world({});
    for (const name of ['birds', 'fish', 'owls']) made.putState(name, { seq: 1, running: heldLock });
    made.aws.put('artifacts', 'state/birds.json', '{"rev":1}');
    let calls = 0;
    made.aws.on('DescribeExecution', () => {
      if (calls++ === 0) throw awsError('AccessDeniedException', 'not authorized');
      return { status: 'FAILED' };
    });
    const swept = sweep({}, made);
    await expect(swept).rejects.toThrow(
      /^The sweep failed for birds \(.*not a model state.*\), fish \(AccessDeniedException: not authorized\)/,
    );
    expect(made.stored('owls')?.running?.phase).toBe('recovering');
  });

  it('takes a model again that AWS had no time for, after a while, and gives up in the end', async () => {
    const made = world({});
    for (const name of ['fish', 'owls']) made.putState(name, { seq: 1, running: heldLock });
    let calls = 0;
    made.aws.on('DescribeExecution', () => {
      if (calls++ < 4) throw awsError('ThrottlingException', 'Rate exceeded');
      return { status: 'FAILED' };
    });
    const before = made.clock.now();
    await sweep({}, made);
    expect([made.stored('fish')?.running?.phase, made.stored('owls')?.running?.phase]).toEqual(['recovering', 'recovering']);
    expect(made.clock.now() - before).toBeGreaterThanOrEqual(1000);
    calls = Number.NEGATIVE_INFINITY;
    made.putState('fish', { seq: 1, running: heldLock });
    await expect(sweep({}, made)).rejects.toThrow('fish (ThrottlingException: Rate exceeded)');
  });

  it('sweeps the models although it cannot see to the executions that failed', async () => {
    const made = world({});
    made.putState('owls', { seq: 1, running: heldLock });
    made.aws.on('DescribeExecution', { status: 'FAILED' }).on('ListExecutions', () => {
      throw awsError('ThrottlingException', 'Rate exceeded');
    });
    await expect(sweep({}, made)).rejects.toThrow('The sweep failed for executions that failed (ThrottlingException: Rate exceeded)');
    expect(made.stored('owls')?.running?.phase).toBe('recovering');
  });

  it('never works on more than eight models at once, and reads all pages of their states', async () => {
    const made = world({});
    const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
    made.aws.on('ListObjectsV2', ({ ContinuationToken }) => ({
      Contents: (ContinuationToken ? names.slice(20) : names.slice(0, 20)).map((name) => ({ Key: `state/${name}.json` })),
      NextContinuationToken: ContinuationToken ? undefined : 'next',
    }));
    let now = 0;
    let most = 0;
    const text = JSON.stringify({ ...emptyState, seq: 1, running: heldLock });
    made.aws.on('GetObject', async () => ({ Body: { transformToString: async () => text }, ETag: '"1"' }));
    made.aws.on('DescribeExecution', async () => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return { status: 'RUNNING' };
    });
    await sweep({}, made);
    expect([made.aws.calls('DescribeExecution').length, most]).toEqual([30, 8]);
  });
});

describe('uploads', () => {
  const uploads = (minutes: number) => ({ since: minutesAgo(30), last: minutesAgo(minutes), count: 3 });

  it('that have come to rest start one run', async () => {
    const made = world(model('birds', { triggers: { data: true, dataQuietMinutes: 10 } }));
    made.putState('birds', { uploads: uploads(11) });
    await sweep({}, made);
    await sweep({}, made);
    expect(made.started()).toEqual([{ model: 'birds', trigger: 'at least 3 uploads to its data' }]);
    expect(made.stored('birds')).toMatchObject({
      uploads: null,
      running: { launch: { at: minutesAgo(11), trigger: 'at least 3 uploads to its data' } },
    });
  });

  it.each([
    ['still may go on', model('birds', { triggers: { data: true, dataQuietMinutes: 10 } }), 10.9],
    ['start no run any more', model('birds', { triggers: { data: false } }), 60],
    ['belong to a model that is deployed no more', model('fish'), 60],
  ])('that %s start none', async (_what, parameters, minutes) => {
    const made = world(parameters);
    made.putState('birds', { uploads: uploads(minutes) });
    await sweep({}, made);
    expect([made.started(), made.stored('birds')?.uploads?.count]).toEqual([[], 3]);
  });
});

describe('the hourly comparison', () => {
  it('launches a head of CodeCommit that was never accepted, once', async () => {
    const made = onCodeCommit();
    made.branches['models/main'] = commit('b');
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
    made.branches['models/main'] = commit('b');
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
    made.branches['models/main'] = commit('b');
    made.putState('birds', head('a', 90));
    folders(made.aws, { [commit('a')]: { '/': { src: '1', README: '1' } }, [commit('b')]: { '/': { src: '1', README: '2' } } });
    await sweep({}, made);
    expect(made.started()).toEqual([]);
    expect(made.stored('birds')).toMatchObject({ heads: { 'refs/heads/main': { commit: commit('b') } }, comparedAt: expect.any(String) });
  });

  it('asks for the branches that are named, and the first runs where several were lost', async () => {
    const made = onCodeCommit({ branches: ['main', 'dev', 'feature/*'] });
    made.branches['models/main'] = commit('a');
    made.branches['models/dev'] = commit('b');
    await sweep({}, made);
    expect(made.aws.calls('GetBranch').map(({ branchName }) => branchName)).toEqual(['dev', 'main']);
    expect(made.started()).toMatchObject([{ commit: commit('a') }]);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: expect.stringContaining('superseded') }]);
  });

  it('looks again in the next sweep at a head that may be older than the last push, unless it is told to trust the heads', async () => {
    const made = onCodeCommit();
    made.branches['models/main'] = commit('b');
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

  it('fails for a repository that is gone, and tries again in the next sweep', async () => {
    const made = onCodeCommit();
    made.aws.on('GetBranch', () => {
      throw awsError('RepositoryDoesNotExistException', 'models does not exist');
    });
    await expect(sweep({}, made)).rejects.toThrow('The sweep failed for birds (RepositoryDoesNotExistException: models does not exist)');
    expect(made.stored('birds')).toBeUndefined();
  });
});

describe('the hourly comparison with GitHub', () => {
  const onGithub = (token?: string) => world({ ...model('birds', {}, 'github/acme/birds'), ...(token && { token }) });
  const answer = (letter: string) => () =>
    Response.json({ sha: commit(letter), commit: { author: { name: 'Jane' }, message: 'Better\n\nlong' } });

  it('asks GitHub, with the token where there is one', async () => {
    const made = onGithub('secret-token');
    made.answers['acme/birds/commits/main'] = answer('b');
    await sweep({}, made);
    expect(made.asked).toMatchObject([
      { url: 'https://api.github.com/repos/acme/birds/commits/main', headers: { authorization: 'Bearer secret-token' } },
    ]);
    expect(made.started()).toMatchObject([{ commit: commit('b'), push: { author: 'Jane', message: 'Better' } }]);
    expect(JSON.stringify(made.lines)).not.toContain('secret-token');
  });

  it.each([404, 409])('warns where GitHub knows no such branch (%i), and goes on', async (status) => {
    const made = onGithub();
    made.answers['acme/birds/commits/main'] = () => new Response('{}', { status });
    await sweep({}, made);
    expect(made.lines).toContainEqual(expect.objectContaining({ message: 'no head to compare', repository: 'acme/birds' }));
    expect(made.stored('birds')?.comparedAt).toBe('2026-11-21T12:00:00.000Z');
  });

  it('fails where GitHub does not answer, and tries again in the next sweep', async () => {
    const made = onGithub();
    made.answers['acme/birds/commits/main'] = () => new Response('', { status: 503 });
    await expect(sweep({}, made)).rejects.toThrow('GitHub answered 503');
    expect(made.stored('birds')).toBeUndefined();
  });
});

describe('what is measured', () => {
  const measured = (lines: Record<string, unknown>[], metric: string) => lines.find((line) => metric in line)?.[metric];

  it('is the oldest lock and what still bills, each also where it is nothing: an alarm goes back to OK', async () => {
    const made = world({});
    await sweep({}, made);
    expect([measured(made.lines, 'LockAgeSeconds'), measured(made.lines, 'StillBilling')]).toEqual([0, 0]);
    made.lines.length = 0;
    made.putState('birds', { seq: 1, running: { ...heldLock, since: minutesAgo(50) } });
    made.putState('fish', { seq: 1, running: { ...heldLock, since: minutesAgo(10) } });
    await sweep({}, made);
    expect(measured(made.lines, 'LockAgeSeconds')).toBe(3000);
  });

  it('does not keep the models from being swept when SageMaker does not answer', async () => {
    const made = world({});
    made.putState('birds', { seq: 1, running: heldLock });
    made.aws.on('DescribeExecution', { status: 'ABORTED' }).on('ListTrainingJobs', () => {
      throw awsError('ThrottlingException', 'Rate exceeded');
    });
    await expect(sweep({}, made)).rejects.toThrow('what still bills (ThrottlingException: Rate exceeded)');
    expect(made.stored('birds')?.running?.phase).toBe('recovering');
  });
});
