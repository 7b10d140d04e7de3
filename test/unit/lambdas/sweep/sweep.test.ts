import { describe, expect, it } from 'vitest';
import { emptyState } from '../../../../lambdas/contract/model-state.ts';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { sweep } from '../../../../lambdas/sweep/sweep.ts';
import { awsError } from '../fake-aws.ts';
import { heldLock } from '../fixtures.ts';
import { model } from '../launching.ts';
import { minutesAgo, world } from './sweep-world.ts';

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
    expect(made.started()).toEqual([{ model: 'birds', trigger: 'some 3 uploads to its data' }]);
    expect(made.stored('birds')).toMatchObject({
      uploads: null,
      running: { launch: { at: minutesAgo(11), trigger: 'some 3 uploads to its data' } },
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
