import { describe, expect, it } from 'vitest';
import { allStates, runView } from '../../../../cli/view/run-view.ts';
import { HistoryWriter } from '../history.ts';

const names = (view: ReturnType<typeof runView>) => allStates(view.states).map(({ name, status }) => `${name} ${status}`);

describe('runView', () => {
  it('lists states in the order entered, with the payload of a Lambda answer', () => {
    const history = new HistoryWriter().begin();
    const prepared = history.task('Prepare', 0, 0, 1.5, { id: 'r1' });
    history.enter('NotifyStarted', prepared, 1.5);
    const view = runView(history.events);
    expect(names(view)).toEqual(['Prepare succeeded', 'NotifyStarted running']);
    expect(view.states[0]).toMatchObject({ answer: { id: 'r1' }, enteredAt: history.start, leftAt: history.start + 1500 });
    expect(view.status).toBe('running');
  });

  it('tells the branches of a Parallel apart, whatever the order of their events', () => {
    const history = new HistoryWriter().begin();
    const started = history.add('ParallelStateStarted', history.enter('Both', 0, 0, 'Parallel'), 0);
    const left = history.begun('Left', started, 0);
    const right = history.task('Right', started, 0, 2);
    history.enter('RightNext', right, 2);
    history.fail(left, 3, 'X', 'y');
    expect(runView(history.events).states[0]?.branches.map((branch) => branch.map(({ name }) => name))).toEqual([
      ['Left'],
      ['Right', 'RightNext'],
    ]);
  });

  it('goes on outside a Parallel after it was left', () => {
    const history = new HistoryWriter().begin();
    const started = history.add('ParallelStateStarted', history.enter('Both', 0, 0, 'Parallel'), 0);
    const a = history.task('A', started, 0, 1);
    history.task('B', started, 0, 2);
    history.add('ParallelStateSucceeded', a, 2);
    const left = history.exit('Both', a, 2, 'Parallel');
    history.enter('After', left, 2);
    const view = runView(history.events);
    expect(view.states.map(({ name, status }) => `${name} ${status}`)).toEqual(['Both succeeded', 'After running']);
  });

  it('shows an await state that its time-out enters again as one state that runs on', () => {
    const history = new HistoryWriter().begin();
    const waiting = history.begun('AwaitTraining', 0, 0);
    const timedOut = history.add('TaskTimedOut', waiting, 60, {
      taskTimedOutEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'States.Timeout' },
    });
    const left = history.exit('AwaitTraining', timedOut, 60);
    expect(names(runView(history.events))).toEqual(['AwaitTraining running']);
    history.task('AwaitTraining', left, 60, 70, { reused: false });
    const view = runView(history.events);
    expect(view.states).toHaveLength(1);
    expect(view.states[0]).toMatchObject({ status: 'succeeded', rounds: 1, enteredAt: history.start, leftAt: history.start + 70_000 });
  });

  it('counts retries and forgets the error that was tried again', () => {
    const history = new HistoryWriter().begin();
    const failed = history.fail(history.begun('Deploy', 0, 0), 1, 'Throttled', 'Rate exceeded');
    const again = history.attempt(failed, 3);
    history.exit(
      'Deploy',
      history.add('TaskSucceeded', again, 4, { taskSucceededEventDetails: { resourceType: 'lambda', resource: 'invoke', output: '{}' } }),
      4,
    );
    expect(runView(history.events).states[0]).toMatchObject({ status: 'succeeded', retries: 1 });
  });

  it('marks the state that failed, the group around it, and what it cut off', () => {
    const history = new HistoryWriter().begin();
    const started = history.add('ParallelStateStarted', history.enter('Both', 0, 0, 'Parallel'), 0);
    history.begun('Other', started, 0);
    const failed = history.fail(
      history.begun('StartTraining', started, 0),
      5,
      'TrainingFailed',
      '{"errorType":"TrainingFailed","errorMessage":"exit 1","trace":[]}',
    );
    const group = history.add('ParallelStateFailed', failed, 5);
    history.add('ExecutionFailed', group, 5, { executionFailedEventDetails: { error: 'TrainingFailed', cause: 'exit 1' } });
    const view = runView(history.events);
    expect(names(view)).toEqual(['Both failed', 'Other aborted', 'StartTraining failed']);
    expect(view).toMatchObject({ status: 'failed', error: { name: 'TrainingFailed', cause: 'exit 1' } });
    expect(view.states[0]?.branches[1]?.[0]?.error).toEqual({ name: 'TrainingFailed', cause: 'exit 1' });
  });

  it('finds the state of an expression that failed by its name, as that event follows from the one before', () => {
    const history = new HistoryWriter().begin();
    history.enter('Prepare', 0, 0);
    const details = { evaluationFailedEventDetails: { state: 'Prepare', error: 'States.QueryEvaluationError', cause: 'undefined' } };
    const failed = history.add('EvaluationFailed', 0, 0, details);
    history.add('ExecutionFailed', failed, 0, {
      executionFailedEventDetails: { error: 'States.QueryEvaluationError', cause: 'undefined' },
    });
    expect(runView(history.events).states[0]).toMatchObject({ name: 'Prepare', error: { name: 'States.QueryEvaluationError' } });
  });

  it('ends every open state when the execution is aborted', () => {
    const history = new HistoryWriter().begin();
    history.begun('AwaitTraining', 0, 0);
    history.add('ExecutionAborted', 0, 9, { executionAbortedEventDetails: { error: 'Interrupted', cause: 'Ctrl+C' } });
    expect(runView(history.events)).toMatchObject({ status: 'aborted', error: { name: 'Interrupted' }, states: [{ status: 'aborted' }] });
  });
});
