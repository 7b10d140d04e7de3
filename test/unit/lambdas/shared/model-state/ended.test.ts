import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { executionHash } from '../../../../../lambdas/shared/hash.ts';
import { executionEnded } from '../../../../../lambdas/shared/model-state/ended.ts';
import { executionArn, heldLock, makeRun, makeWorld, putState } from '../../fixtures.ts';

const pipelineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
const recoveryArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery';
const recoveryExecution = 'arn:aws:states:us-east-1:000000000000:execution:trainyard-recovery:r1';
const run = makeRun();
const recorded = (outcome: 'failed' | 'succeeded') => ({
  id: run.id,
  execution: executionArn,
  startedAt: run.startedAt,
  outcome,
  summary: '',
});
const waiting = { id: 'abcdef0123456789', at: run.startedAt, trigger: 'a push', head: null, input: { model: 'bird-strikes' } };

function world(state: Partial<ModelState>, execution: object = {}) {
  const made = makeWorld();
  putState(made.aws, state);
  made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, run);
  made.aws
    .on('DescribeExecution', ({ executionArn: arn }: { executionArn: string }) => ({
      executionArn: arn,
      status: arn === executionArn || arn.includes('trainyard-recovery') ? 'FAILED' : 'RUNNING',
      input: arn === recoveryExecution ? JSON.stringify({ model: 'bird-strikes', execution: executionArn, token: 1 }) : '{}',
      ...(arn === executionArn ? execution : {}),
    }))
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

  it('gives a failed execution that never held the lock a recovery of its own, once', async () => {
    const made = world({ running: { ...heldLock, execution: { name: 'other', arn: 'arn:aws:other' } } });
    await made.ended();
    await made.ended();
    const [first, second] = made.started();
    expect(JSON.parse(first?.input ?? '')).toEqual({ model: 'bird-strikes', execution: executionArn, token: null });
    expect(second?.name).toBe(first?.name);
  });

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

  it('leaves alone an execution that succeeded without the lock (it was queued), and a recovery without one', async () => {
    const queued = world({ running: null }, { status: 'SUCCEEDED' });
    await queued.ended();
    const unheld = world({ running: null });
    await unheld.ended(recoveryExecution);
    expect([...queued.started(), ...unheld.started()]).toEqual([]);
  });
});
