import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { executionHash } from '../../../../../lambdas/shared/hash.ts';
import { executionEnded } from '../../../../../lambdas/shared/model-state/ended.ts';
import { awsError } from '../../fake-aws.ts';
import { executionArn, heldLock, makeRun, makeWorld, putState } from '../../fixtures.ts';

const pipelineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
const recoveryArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery';
const recoveryExecution = 'arn:aws:states:us-east-1:000000000000:execution:trainyard-recovery:r1';
const unheldArn = `${recoveryArn.replace('stateMachine', 'execution')}:unheld-${executionHash(executionArn)}`;
const recoveryInputs: Record<string, string> = {
  [recoveryExecution]: JSON.stringify({ model: 'bird-strikes', execution: executionArn, token: 1 }),
  unheld: JSON.stringify({ model: 'bird-strikes', execution: executionArn, token: null }),
};
const run = makeRun();
const recorded = (outcome: 'failed' | 'succeeded') => ({
  id: run.id,
  execution: executionArn,
  startedAt: run.startedAt,
  outcome,
  summary: '',
});
const waiting = { id: 'abcdef0123456789', at: run.startedAt, trigger: 'a push', head: null, input: { model: 'bird-strikes' } };

/** `recoveries`: those that the execution had which never held the lock, by their names' ends; null: not there. */
function world(state: Partial<ModelState>, execution: object = {}, recoveries: Record<string, object | null> = {}) {
  const made = makeWorld();
  putState(made.aws, state);
  made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, run);
  made.aws
    .on('DescribeExecution', ({ executionArn: arn }: { executionArn: string }) => {
      const unheld = arn.includes(':unheld-') ? (recoveries[arn.slice(unheldArn.length)] ?? null) : {};
      if (unheld === null) throw awsError('ExecutionDoesNotExist');
      return {
        executionArn: arn,
        status: arn === executionArn || arn.includes('trainyard-recovery') ? 'FAILED' : 'RUNNING',
        input: recoveryInputs[arn.includes(':unheld-') ? 'unheld' : arn] ?? '{}',
        startDate: new Date('2026-11-21T11:00:00.000Z'),
        ...unheld,
        ...(arn === executionArn ? execution : {}),
      };
    })
    .on('StartExecution', ({ stateMachineArn, name }: { stateMachineArn: string; name: string }) => ({
      executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:${name}`,
    }));
  return {
    ...made,
    ended: (arn = executionArn) => executionEnded(arn, { ...made, pipelineArn, recoveryArn }),
    state: () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json'),
    started: () => made.aws.calls<{ stateMachineArn: string; name: string; input: string }>('StartExecution'),
  };
}

describe('an execution that ended', () => {
  it('starts recovery for a run that ended without a recorded outcome, under the lock', async () => {
    const made = world({});
    await made.ended();
    expect(made.state()?.running).toMatchObject({ token: 1, phase: 'recovering', recoveries: 1 });
    expect(made.started()).toMatchObject([
      { stateMachineArn: recoveryArn, name: expect.stringMatching(/^bird-strikes-1-[0-9a-f]{8}-recovery-1$/) },
    ]);
    expect(JSON.parse(made.started()[0]?.input ?? '')).toEqual({ model: 'bird-strikes', execution: executionArn, token: 1 });
  });

  it('frees the lock of a run whose outcome is recorded, and starts what waits', async () => {
    const made = world({ runs: [recorded('succeeded')], pending: [waiting] }, { status: 'SUCCEEDED' });
    await made.ended();
    expect(made.started()).toMatchObject([
      { stateMachineArn: pipelineArn, name: 'bird-strikes-2-abcdef01', input: '{"model":"bird-strikes"}' },
    ]);
    expect(made.state()).toMatchObject({ seq: 2, pending: [], running: { token: 2, phase: 'running', launch: { id: waiting.id } } });
  });

  it('does nothing twice when the event comes again, or about an execution that still runs', async () => {
    const made = world({});
    await made.ended();
    made.aws.on('DescribeExecution', { executionArn, status: 'RUNNING', input: '{}' });
    const { rev } = made.state() ?? {};
    await made.ended();
    expect(made.state()?.rev).toBe(rev);
    expect(made.started()).toHaveLength(1);
  });

  it('starts a recovery that failed again, and closes the lock after the third', async () => {
    for (const recoveries of [1, 2]) {
      const made = world({ running: { ...heldLock, phase: 'recovering', recoveries, since: '2026-11-21T11:00:00.000Z' } });
      await made.ended(recoveryExecution);
      expect(made.started()).toMatchObject([{ name: expect.stringContaining(`recovery-${recoveries + 1}`) }]);
    }
    const made = world({
      running: { ...heldLock, phase: 'recovering', recoveries: 3, since: '2026-11-21T11:00:00.000Z' },
      pending: [waiting],
    });
    made.aws.on('Publish', {});
    await made.ended(recoveryExecution);
    expect(made.state()).toMatchObject({ running: { phase: 'stuck' }, pending: [waiting] });
    expect(made.started()).toEqual([]);
    const [mail] = made.aws.calls('Publish');
    expect(mail).toMatchObject({
      Subject: '[bird-strikes] locked: recovery failed',
      Message: expect.stringContaining('last clean-up failed'),
    });
  });

  it('gives a failed execution that never held the lock a recovery of its own, and asks it for nothing while it runs or once it succeeded', async () => {
    const recoveries: Record<string, object | null> = {};
    const made = world({ running: { ...heldLock, execution: { name: 'other', arn: 'arn:aws:other' } } }, {}, recoveries);
    await made.ended();
    recoveries[''] = { status: 'RUNNING' };
    await made.ended();
    recoveries[''] = { status: 'SUCCEEDED' };
    await made.ended();
    await made.ended(unheldArn);
    expect(made.started()).toMatchObject([{ name: unheldArn.split(':').at(-1) }]);
    expect(JSON.parse(made.started()[0]?.input ?? '')).toEqual({ model: 'bird-strikes', execution: executionArn, token: null });
  });

  it.each(['FAILED', 'TIMED_OUT'])(
    'gives it another recovery where one ended %s without its mail, after a pause, by whatever hears of it, three in all',
    async (status) => {
      const began = (startDate: string) => ({ status, startDate: new Date(startDate) });
      const recoveries: Record<string, object | null> = { '': began('2026-11-21T11:58:30.000Z') };
      const made = world({ running: null }, {}, recoveries);
      await made.ended(unheldArn);
      expect(made.started()).toEqual([]);
      made.clock.ms += 60_000;
      await made.ended(unheldArn);
      recoveries['-2'] = began('2026-11-21T11:00:00.000Z');
      await made.ended();
      expect(made.started()).toMatchObject([{ name: expect.stringMatching(/-2$/) }, { name: expect.stringMatching(/-3$/) }]);
    },
  );

  it('gives it another at once where somebody stopped one, or the machine that it ran on ended', async () => {
    const made = world({ running: null }, {}, { '': { status: 'ABORTED', startDate: new Date('2026-11-21T11:59:59.000Z') } });
    await made.ended(unheldArn);
    expect(made.started()).toMatchObject([{ name: expect.stringMatching(/-2$/) }]);
  });

  it('mails that nothing could clean up after it once the third recovery has failed too, once, and records its end', async () => {
    const failed = { status: 'FAILED', error: 'Lambda.Unknown', cause: 'out of memory' };
    const made = world(
      { running: null },
      { error: 'InvalidSettings', cause: 'threshold: expected a number', startDate: new Date(run.startedAt) },
      { '': failed, '-2': failed, '-3': failed },
    );
    made.aws.on('Publish', {});
    await made.ended();
    await made.ended(`${unheldArn}-3`);
    expect(made.started()).toEqual([]);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: '[bird-strikes] failed: recovery failed' }]);
    const text = String(made.aws.calls('Publish')[0]?.Message);
    expect(text).toContain('InvalidSettings: threshold: expected a number');
    expect(text).toContain('Lambda.Unknown: out of memory');
    expect(made.state()?.runs).toMatchObject([{ execution: executionArn, outcome: 'failed' }]);
  });

  it('does the same for an execution of no model, and remembers it in a document of its own', async () => {
    const failed = { status: 'ABORTED' };
    const made = world({ running: null }, { input: '{"model":"no-such-model"}' }, { '': failed, '-2': failed, '-3': failed });
    const guard = `runs/${executionHash(executionArn)}.json`;
    made.aws.objects.delete(`artifacts/${guard}`);
    made.aws.on('Publish', {});
    await made.ended();
    await made.ended();
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: '[trainyard] failed: recovery failed' }]);
    expect(made.aws.json('artifacts', guard)).toEqual({ mailed: true });
  });

  it('starts no other recovery where one recorded the end and was stopped after that', async () => {
    const made = world({ running: null, runs: [recorded('failed')] }, {}, { '': { status: 'ABORTED' } });
    await made.ended();
    await made.ended(unheldArn);
    expect(made.started()).toEqual([]);
  });

  it.each(['{}', 'null', '{"model":null,"execution":"arn:aws:states:us-east-1:000000000000:execution:other:x","token":null}'])(
    'leaves alone a recovery that a person started with %s',
    async (input) => {
      const made = world({ running: null }, {}, { '': { status: 'FAILED', input } });
      await made.ended(unheldArn);
      expect(made.started()).toEqual([]);
    },
  );

  it('takes the model from the input where there was no run yet, and goes on without one', async () => {
    for (const [input, model] of [
      ['{"model":"bird-strikes"}', 'bird-strikes'],
      ['{"model":"no-such-model"}', null],
      ['"nonsense"', null],
    ] as const) {
      const made = world({ running: null }, { input });
      made.aws.objects.delete(`artifacts/runs/${executionHash(executionArn)}.json`);
      await made.ended();
      expect(JSON.parse(made.started()[0]?.input ?? '')).toEqual({ model, execution: executionArn, token: null });
    }
  });

  it('leaves alone an execution that succeeded without the lock (it was queued), and a recovery whose lock was freed', async () => {
    const queued = world({ running: null }, { status: 'SUCCEEDED' });
    await queued.ended();
    const freed = world({ running: null });
    await freed.ended(recoveryExecution);
    expect([...queued.started(), ...freed.started()]).toEqual([]);
  });
});
