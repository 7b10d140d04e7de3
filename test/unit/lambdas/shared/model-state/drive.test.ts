import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { drive } from '../../../../../lambdas/shared/model-state/drive.ts';
import { startExecution } from '../../../../../lambdas/shared/model-state/executions.ts';
import { awsError } from '../../fake-aws.ts';
import { makeWorld } from '../../fixtures.ts';
import { arn, context, held, launched, push, recorded, state } from './launches.ts';

const pipelineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-pipeline';
const recoveryArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:trainyard-recovery';

function world(before?: ModelState) {
  const made = makeWorld();
  made.clock.ms = Date.parse(context.now);
  if (before) made.aws.put('artifacts', 'state/birds.json', before);
  made.aws.on('StartExecution', ({ stateMachineArn, name }) => ({
    executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:${name}`,
  }));
  made.aws.on('DescribeExecution', { status: 'RUNNING' }).on('StopExecution', {}).on('Publish', {});
  return { ...made, pipelineArn, recoveryArn, stored: () => made.aws.json<ModelState>('artifacts', 'state/birds.json') };
}

describe('driving a model', () => {
  it('starts the execution of a launch under the name that the lock has', async () => {
    const made = world();
    const after = await drive('birds', launched(push(1)), made);
    expect(made.aws.calls('StartExecution')).toEqual([
      { stateMachineArn: pipelineArn, name: 'birds-1-main-1', input: JSON.stringify(push(1).input) },
    ]);
    expect(after.running).toMatchObject({ phase: 'running', execution: { arn: arn('birds-1-main-1') } });
    expect(made.stored()).toEqual(after);
  });

  it('writes nothing and calls nothing for a model without state where nothing is to be done', async () => {
    const made = world();
    await drive('birds', { type: 'tick' }, made);
    expect([made.aws.calls('PutObject'), made.aws.calls('StartExecution')]).toEqual([[], []]);
  });

  it('takes an execution that is there already for its own', async () => {
    const made = world();
    made.aws.on('StartExecution', () => {
      throw awsError('ExecutionAlreadyExists', "Execution Already Exists: 'arn'");
    });
    expect((await drive('birds', launched(push(1)), made)).running?.execution.arn).toBe(arn('birds-1-main-1'));
  });

  it('mails what Step Functions refuses, frees the lock and goes on with what waits', async () => {
    const made = world(state({ running: held({ phase: 'starting', execution: { name: 'birds-1-x', arn: null } }), pending: [push(2)] }));
    made.aws.on('StartExecution', ({ name, stateMachineArn }) => {
      if (name === 'birds-1-x') throw awsError('InvalidExecutionInput', 'Invalid State Machine Execution Input');
      return { executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:${name}` };
    });
    const after = await drive('birds', { type: 'tick' }, made);
    expect(after.running).toMatchObject({ token: 2, phase: 'running', launch: { id: 'main-2' } });
    expect(made.aws.calls('Publish')).toMatchObject([{ Message: expect.stringContaining('InvalidExecutionInput') }]);
    expect(made.stored()?.outbox).toEqual([]);
  });

  it('throws a fault of the service, and the next call finds what was left', async () => {
    const made = world();
    made.aws.on('StartExecution', () => {
      throw awsError('ThrottlingException', 'Rate exceeded');
    });
    await expect(drive('birds', launched(push(1)), made)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(made.stored()?.running?.phase).toBe('starting');
    made.aws.on('StartExecution', { executionArn: arn('birds-1-main-1') });
    expect((await drive('birds', { type: 'tick' }, made)).running?.phase).toBe('running');
  });

  it('hands the lock from an ended execution to what waits in one call', async () => {
    const made = world(state({ running: held(), runs: recorded(), pending: [push(2)] }));
    made.aws.on('DescribeExecution', ({ executionArn }) => ({ status: executionArn === arn('birds-1-x') ? 'SUCCEEDED' : 'RUNNING' }));
    expect((await drive('birds', { type: 'tick' }, made)).running).toMatchObject({ token: 2, phase: 'running' });
  });

  it('starts recovery for an execution that ended without an outcome, once for all who see it', async () => {
    const made = world(state({ running: held() }));
    made.aws.on('DescribeExecution', ({ executionArn }) => ({ status: executionArn.includes('recovery') ? 'RUNNING' : 'ABORTED' }));
    await drive('birds', { type: 'tick' }, made);
    await drive('birds', { type: 'tick' }, made);
    const [started, ...more] = made.aws.calls<{ name: string; input: string }>('StartExecution');
    expect(more).toEqual([]);
    expect(started).toMatchObject({ stateMachineArn: recoveryArn, name: expect.stringMatching(/^birds-1-[0-9a-f]{8}-recovery-1$/) });
    expect(JSON.parse(started?.input ?? '')).toEqual({ model: 'birds', execution: arn('birds-1-x'), token: 1 });
  });

  it('counts a model that is locked for people, for the alarm, once', async () => {
    const counted: unknown[] = [];
    const made = {
      ...world(state({ running: held({ phase: 'recovering', recoveries: 3, since: '2026-11-21T11:00:00.000Z' }) })),
      count: (...args: unknown[]) => void counted.push(args),
    };
    made.aws.on('DescribeExecution', { status: 'FAILED' });
    await drive('birds', { type: 'tick' }, made);
    await drive('birds', { type: 'tick' }, made);
    expect(counted).toEqual([['RecoveriesFailed', {}]]);
    expect(made.aws.calls('Publish')).toMatchObject([{ Subject: expect.stringContaining('locked') }]);
  });

  it('stops a cancelled execution with who and why; one that ended by itself meanwhile is no fault', async () => {
    const made = world(state({ running: held() }));
    made.aws.on('StopExecution', () => {
      throw awsError('ExecutionDoesNotExist', 'Execution Does Not Exist');
    });
    await drive('birds', { type: 'cancelled', id: 'm1', reason: 'Cancelled by jane.' }, made);
    expect(made.aws.calls('StopExecution')).toEqual([{ executionArn: arn('birds-1-x'), error: 'Cancelled', cause: 'Cancelled by jane.' }]);
  });

  it('starts one execution for a launch that two functions take up at once', async () => {
    const made = world();
    await Promise.all([drive('birds', launched(push(1)), made), drive('birds', launched(push(1)), made)]);
    expect(new Set(made.aws.calls<{ name: string }>('StartExecution').map(({ name }) => name))).toEqual(new Set(['birds-1-main-1']));
    expect(made.stored()).toMatchObject({ seq: 1, seen: ['main-1'], pending: [] });
  });
});

describe('starting an execution', () => {
  it('throws what is not an answer of its own', async () => {
    const made = world();
    made.aws.on('StartExecution', () => {
      throw awsError('AccessDeniedException', 'not authorized');
    });
    await expect(startExecution(made.sfn, pipelineArn, 'n', {})).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
