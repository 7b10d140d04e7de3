import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../lambdas/contract/model-state.ts';
import { recordOutcome } from '../../../../lambdas/record-outcome/record-outcome.ts';
import { executionHash, runId } from '../../../../lambdas/shared/hash.ts';
import type { Count } from '../../../../lambdas/shared/metric.ts';
import { isRecorded } from '../../../../lambdas/shared/model-state/runs.ts';
import { awsError } from '../fake-aws.ts';
import { executionArn, heldLock, makeRun, makeWorld, putState } from '../fixtures.ts';
import { History } from '../history.ts';

const run = makeRun();
const startedAt = '2026-11-21T12:10:01.000Z';
const cause = 'The training t failed: AlgorithmError: 0 positives\n\nLast log lines:\nepoch 1\nlabel has 0 positives';
const recovering = { ...heldLock, phase: 'recovering' as const, recoveries: 1 };
const target = { run: run.id, endpoint: 'bird-strikes', endpointConfig: 'new', previousConfig: 'old', attempts: 1, at: startedAt };
const failing = () => new History().parallel('BuildAndTrain').task('AwaitTraining', 'check', { error: 'TrainingFailed' }).failed();

interface Situation {
  readonly state?: Partial<ModelState>;
  readonly execution?: object;
  readonly history?: History;
  readonly run?: typeof run | null;
  readonly model?: string | null;
  readonly token?: number | null;
}

function world({ state = {}, execution = {}, history = failing(), run: known = run, model = run.model, token = 1 }: Situation = {}) {
  const made = makeWorld();
  putState(made.aws, { running: recovering, ...state });
  if (known) made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, known);
  made.aws
    .on('DescribeExecution', {
      status: 'FAILED',
      error: 'TrainingFailed',
      cause,
      startDate: new Date(run.startedAt),
      stopDate: new Date('2026-11-21T12:10:00Z'),
      input: '{"model":"bird-strikes"}',
      ...execution,
    })
    .on('GetExecutionHistory', history.answer)
    .on('Publish', {});
  const input = { recovery: { model, execution: executionArn, token }, startedAt, stopped: ['training t'], restored: [] };
  return {
    ...made,
    state: () => made.aws.json<ModelState>('artifacts', 'state/bird-strikes.json') as ModelState,
    mails: () => made.aws.calls<{ Subject: string; Message: string; MessageAttributes: object }>('Publish'),
    record: (count: Count = made.count) => recordOutcome(input, { ...made, count }),
  };
}

describe('record-outcome', () => {
  it('records outcome, cause and mail together, and takes back what the run had meant to deploy', async () => {
    const made = world({ state: { target } });
    const summary = 'Failed in AwaitTraining: TrainingFailed. The training t failed: AlgorithmError: 0 positives';
    expect(await made.record()).toEqual({ outcome: 'failed', run: run.id, summary });
    expect(made.state()).toMatchObject({
      target: null,
      runs: [{ id: run.id, outcome: 'failed', summary }],
      outbox: [],
      running: recovering,
    });
    const [mail] = made.mails();
    expect(mail?.Subject).toBe('[bird-strikes] failed in AwaitTraining: TrainingFailed (0123456)');
    for (const text of [
      'Why\n  The training t failed',
      'Last log lines\n  epoch 1\n  label',
      'Stopped\n  training t',
      `trainyard logs ${run.id}`,
    ])
      expect(mail?.Message).toContain(text);
    expect(mail?.MessageAttributes).toMatchObject({ outcome: { StringValue: 'failed' } });
  });

  it("counts the end, the runbook's heading as its reason, and what each phase took: once", async () => {
    const made = world();
    const counted: Parameters<Count>[] = [];
    const count: Count = (...words) => void counted.push(words);
    await made.record(count);
    await made.record(count);
    expect(counted.map(([metric, dimensions]) => [metric, ...Object.values(dimensions)])).toEqual([
      ['RunsEnded', 'failed'],
      ['RunsFailed', 'TrainingFailed'],
      ...counted.slice(2).map(([, { Phase }]) => ['PhaseSeconds', Phase]),
    ]);
    expect(counted.at(-1)).toMatchObject(['PhaseSeconds', { Phase: 'the whole run' }, { unit: 'Seconds', model: run.model, run: run.id }]);
  });

  it('counts a run that a person stopped as no failure', async () => {
    const made = world({ execution: { status: 'ABORTED', error: undefined, cause: undefined } });
    const counted: string[] = [];
    await made.record((metric, dimensions) => void counted.push(`${metric} ${Object.values(dimensions)}`));
    expect(counted).toContain('RunsEnded aborted');
    expect(counted.filter((line) => line.startsWith('RunsFailed'))).toEqual([]);
  });

  it('records and mails nothing twice', async () => {
    const made = world();
    const first = await made.record();
    const { rev } = made.state();
    expect(await made.record()).toEqual(first);
    expect([made.mails().length, made.state().rev]).toEqual([1, rev]);
  });

  it('leaves an outcome that the run recorded itself, and the target of another run', async () => {
    const done = { id: run.id, execution: executionArn, startedAt: run.startedAt, outcome: 'succeeded' as const, summary: 'live' };
    const made = world({ state: { runs: [done] } });
    expect(await made.record()).toEqual({ outcome: 'succeeded', run: run.id, summary: 'live' });
    expect(made.mails()).toEqual([]);
    const other = world({ state: { target: { ...target, run: 'other' } } });
    await other.record();
    expect(other.state().target?.run).toBe('other');
  });

  it.each([
    [
      { status: 'TIMED_OUT', error: undefined, cause: undefined },
      'failed',
      'Timed out in Evaluate: States.Timeout. The execution ran out of its time.',
    ],
    [{ status: 'ABORTED', error: undefined, cause: undefined }, 'aborted', 'Stopped in Evaluate: Aborted. Somebody stopped the execution.'],
    [{ status: 'SUCCEEDED', error: undefined, cause: undefined }, 'failed', 'OutcomeMissing. The execution succeeded'],
    [{ cause: JSON.stringify({ errorMessage: 'auc was not reported' }) }, 'failed', 'auc was not reported'],
    [{ error: 'States.Runtime', cause: undefined }, 'failed', 'Step Functions gives no cause.'],
  ])('words %j', async (execution, outcome, summary) => {
    const made = world({ execution, history: new History().task('Evaluate', 'evaluate').aborted() });
    expect(await made.record()).toMatchObject({ outcome, summary: expect.stringContaining(summary) });
  });

  it('names every state that was entered and not left, those that wait first', async () => {
    const history = new History()
      .task('Prepare', 'prepare', { output: {} })
      .parallel('BuildAndTrain')
      .task('StartInferenceImage', 'start-image', { output: {} })
      .task('Evaluate', 'evaluate')
      .task('AwaitInferenceImage', 'check')
      .aborted();
    const made = world({ history, execution: { status: 'ABORTED', error: 'Interrupted', cause: 'Somebody pressed Ctrl+C.' } });
    await made.record();
    const [mail] = made.mails();
    expect(mail?.Subject).toBe('[bird-strikes] aborted: stopped in AwaitInferenceImage and Evaluate (0123456)');
    expect(mail?.Message).toContain('The run of bird-strikes was stopped in AwaitInferenceImage and Evaluate.');
  });

  it('names the state that a definition broke in, which no task failed in', async () => {
    const history = new History().task('Prepare', 'prepare', { output: {} });
    history.add('EvaluationFailed', history.add('ChoiceStateEntered', 0, { stateEnteredEventDetails: { name: 'IsReleaseGiven' } }) - 1, {
      evaluationFailedEventDetails: { state: 'IsReleaseGiven' },
    });
    history.add('ExecutionFailed', history.events.length);
    const made = world({ history, execution: { error: 'States.QueryEvaluationError', cause: 'undefined' } });
    expect((await made.record()).summary).toContain('Failed in IsReleaseGiven: States.QueryEvaluationError');
  });

  it('calls a run superseded that was stopped for a newer one, and only a run that was stopped', async () => {
    const running = { ...recovering, cancel: { kind: 'superseded' as const, reason: 'Superseded by a push.' } };
    const stopped = world({ state: { running }, execution: { status: 'ABORTED', error: 'Superseded', cause: 'Superseded by a push.' } });
    expect(await stopped.record()).toMatchObject({ outcome: 'superseded' });
    expect(stopped.mails()[0]?.Message.replace(/\s+/g, ' ')).toContain('since a newer one goes first');
    expect(await world({ state: { running } }).record()).toMatchObject({ outcome: 'failed' });
    const other = world({ state: { running: { ...running, token: 2 } }, execution: { status: 'ABORTED' } });
    expect(await other.record()).toMatchObject({ outcome: 'aborted' });
  });

  it('sends no mail that the settings leave out, and records all the same', async () => {
    const made = world({ run: makeRun({ settings: { notifications: { mails: ['succeeded'] } } }) });
    expect(await made.record()).toMatchObject({ outcome: 'failed' });
    expect([made.mails(), made.state().outbox]).toEqual([[], []]);
  });

  it('records a run whose Prepare failed, so that its lock is freed', async () => {
    const history = new History().task('Prepare', 'prepare', { error: 'CommitMissing' }).failed();
    const input = JSON.stringify({
      model: run.model,
      commit: 'f'.repeat(40),
      push: { ref: 'refs/heads/main', author: 'Jane', message: 'm' },
    });
    const made = world({ run: null, history, execution: { error: 'CommitMissing', cause: 'gone', input } });
    const id = runId(run.startedAt, executionArn);
    expect(await made.record()).toMatchObject({ outcome: 'failed', run: id, summary: 'Failed in Prepare: CommitMissing. gone' });
    expect(isRecorded(made.state(), executionArn)).toBe(true);
    const [mail] = made.mails();
    expect(mail?.Subject).toBe('[bird-strikes] failed in Prepare: CommitMissing (fffffff)');
    for (const text of ['Author:     Jane', 'Branch:     main', 'nothing was']) expect(mail?.Message).toContain(text);
  });

  it('records an execution that Step Functions does not know', async () => {
    const made = world({ run: null });
    made.aws.on('DescribeExecution', () => {
      throw awsError('ExecutionDoesNotExist');
    });
    made.clock.ms = Date.parse(startedAt) + 60_000;
    expect(await made.record()).toMatchObject({ outcome: 'failed', summary: expect.stringContaining('does not know this execution') });
    expect(isRecorded(made.state(), executionArn)).toBe(true);
  });

  it('waits for an execution that Step Functions does not see yet, and so does not call a stopped run failed', async () => {
    const made = world();
    made.aws.on('DescribeExecution', () => {
      throw awsError('ExecutionDoesNotExist');
    });
    made.clock.ms = Date.parse(startedAt) + 3000;
    await expect(made.record()).rejects.toMatchObject({ name: 'NotReady', message: expect.stringContaining(executionArn) });
    expect([made.state().runs, made.mails()]).toEqual([[], []]);
  });

  it.each([null, 'brid-strikes'])('mails an execution of no model that is here once, and keeps no state for it: %s', async (model) => {
    const input = '{"model":"brid-strikes"}';
    const made = world({
      run: null,
      model,
      token: null,
      execution: { error: 'InvalidInput', cause: 'There is no model brid-strikes.', input },
    });
    expect(await made.record()).toMatchObject({ outcome: 'failed', run: null });
    await made.record();
    expect(made.mails().map(({ Subject }) => Subject)).toEqual(['[brid-strikes] failed in AwaitTraining: InvalidInput']);
    expect(made.aws.json('artifacts', 'state/brid-strikes.json')).toBeUndefined();
  });
});

describe('the push of an execution that failed before its run began', () => {
  const launch = { id: 'push', at: startedAt, trigger: 't', head: { ref: 'refs/heads/main', commit: 'c' }, input: {} };
  const unlearned = [{ ref: 'refs/heads/main', commit: 'c', launch: 'push', attempts: 1 }];
  const state = { running: { ...recovering, launch }, unlearned };

  it.each([
    ['launched again', 'FAILED', 'GitHubUnavailable', 1],
    ['launched again', 'FAILED', 'AccessDeniedException', 1],
    ['over, since the settings have to be mended first', 'FAILED', 'InvalidSettings', 0],
    ['over, since a person stopped it', 'ABORTED', 'Cancelled', 0],
  ])('is %s (%s, %s)', async (_what, status, error, left) => {
    const made = world({ state, run: null, execution: { status, error } });
    await made.record();
    expect(made.state().unlearned).toHaveLength(left);
    expect(made.mails()[0]?.Message.includes('launches this push')).toBe(left === 1);
  });

  it('is over once its run had begun', async () => {
    const made = world({ state });
    await made.record();
    expect(made.state().unlearned).toEqual([]);
  });
});
