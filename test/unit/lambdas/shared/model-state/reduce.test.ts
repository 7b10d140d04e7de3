import { describe, expect, it } from 'vitest';
import { reduce, type StateEvent } from '../../../../../lambdas/shared/model-state/reduce.ts';
import { arn, context, held, later, launched, push, recorded, rollback, state, wish } from './launches.ts';

const execution = (status: 'running' | 'ended' | 'missing', token = 1): StateEvent => ({ type: 'execution', token, status });
const recovery = (attempt: number, status: 'running' | 'ended' | 'missing'): StateEvent => ({
  type: 'recovery',
  token: 1,
  attempt,
  status,
});
const types = (commands: readonly { type: string }[]) => commands.map(({ type }) => type);

describe('a free lock', () => {
  it('is taken by a launch, whose execution is started under a name of its own', () => {
    const { state: after, commands } = reduce(state({ seq: 6 }), launched(push(1)), context);
    expect(after.running).toMatchObject({ token: 7, phase: 'starting', execution: { name: 'birds-7-main-1', arn: null } });
    expect(commands).toEqual([{ type: 'start', token: 7, name: 'birds-7-main-1', input: push(1).input }]);
    expect(after.pending).toEqual([]);
  });

  it('is taken by what waits, on any event', () => {
    expect(reduce(state({ pending: [rollback(3), push(9)] }), { type: 'tick' }, context).state).toMatchObject({
      running: { launch: { id: 'rollback-3' } },
      pending: [{ id: 'main-9' }],
    });
  });

  it('stays free where nothing waits', () => {
    const free = state();
    expect(reduce(free, { type: 'tick' }, context)).toEqual({ state: free, commands: [] });
  });

  it('is taken by an execution that a person started', () => {
    const event = { type: 'entered' as const, execution: { name: 'e', arn: arn('e') }, ...wish(push(1)) };
    const { state: after } = reduce(state(), event, context);
    expect(after.running).toMatchObject({ token: 1, phase: 'running', execution: { name: 'e' }, launch: null });
    expect([after.pending, after.seen]).toEqual([[], []]);
    expect(reduce(after, event, context).state).toBe(after);
  });
});

describe('an execution that enters', () => {
  const event = { type: 'entered' as const, execution: { name: 'e', arn: arn('e') }, ...wish(push(1)) };

  it('takes no lock once its outcome is recorded: a redrive, or a call that came late', () => {
    for (const running of [null, held()]) {
      const before = state({ running, runs: recorded(arn('e')) });
      expect(reduce(before, event, context).state).toBe(before);
    }
  });

  it('takes no lock when called again after its wish waited, and ran under a name of its own', () => {
    const queued = reduce(state({ running: held() }), event, context).state;
    const ran = { ...queued, running: null, pending: [] };
    expect(reduce(ran, event, context).state).toBe(ran);
  });
});

describe('a held lock', () => {
  it('lets a launch wait, and the wish of an execution that a person started', () => {
    const before = state({ running: held() });
    expect(reduce(before, launched(push(1)), context).state).toMatchObject({ running: { token: 1 }, pending: [{ id: 'main-1' }] });
    const entered = { type: 'entered' as const, execution: { name: 'e', arn: arn('e') }, ...wish(push(1)) };
    expect(reduce(before, entered, context).state).toMatchObject({ running: { token: 1 }, pending: [{ id: 'main-1' }] });
  });

  it('belongs to its execution once that enters, before or after the answer of StartExecution', () => {
    const starting = held({ phase: 'starting', execution: { name: 'n', arn: null } });
    const entered = { type: 'entered' as const, execution: { name: 'n', arn: arn('n') }, ...wish(push(0)) };
    const running = reduce(state({ running: starting }), entered, context).state;
    expect(running.running).toMatchObject({ phase: 'running', execution: { arn: arn('n') } });
    const started = { type: 'started' as const, token: 1, arn: arn('n') };
    expect(reduce(running, started, context)).toEqual({ state: running, commands: [] });
    const answered = reduce(state({ running: starting }), started, later(1));
    expect(answered.state.running).toMatchObject({ phase: 'running', since: later(1).now, execution: { arn: arn('n') } });
    // It may have ended before the answer was written, and the event of its end gone by.
    expect(types(answered.commands)).toEqual(['describe']);
  });

  it('is stopped although Prepare entered between the wish to stop it and the answer of StartExecution', () => {
    const before = state({ running: held({ cancel: { kind: 'aborted', reason: 'r' } }) });
    const { commands } = reduce(before, { type: 'started', token: 1, arn: arn('birds-1-x') }, context);
    expect(types(commands)).toEqual(['stop', 'describe']);
  });

  it('is not given to an execution that enters when it is being cleaned up', () => {
    const before = state({ running: held({ phase: 'recovering', recoveries: 1 }) });
    const entered = { type: 'entered' as const, execution: { name: 'birds-1-x', arn: arn('birds-1-x') }, ...wish(push(0)) };
    expect(reduce(before, entered, context).state).toBe(before);
  });

  it.each([
    ['starting', held({ phase: 'starting', execution: { name: 'n', arn: null } }), ['start']],
    ['running', held(), ['describe']],
    ['running and cancelled', held({ cancel: { kind: 'aborted', reason: 'r' } }), ['stop', 'describe']],
    ['recovering', held({ phase: 'recovering', recoveries: 1 }), ['describe-recovery']],
    ['stuck', held({ phase: 'stuck', recoveries: 3 }), []],
  ])('asks on every tick what became of its holder (%s)', (_phase, running, expected) => {
    const before = state({ running, pending: [push(1)] });
    const { state: after, commands } = reduce(before, { type: 'tick' }, context);
    expect([after, types(commands)]).toEqual([before, expected]);
  });

  it('is free once the outcome is recorded, though its execution still ends: for what waits, and for a person', () => {
    const cancel = { kind: 'superseded' as const, reason: 'r' };
    const before = state({ running: held({ cancel }), runs: recorded() });
    expect(reduce(before, { type: 'tick' }, context)).toMatchObject({ state: { running: null }, commands: [] });
    const entered = { type: 'entered' as const, execution: { name: 'e', arn: arn('e') }, ...wish(push(1)) };
    expect(reduce(before, entered, context).state.running).toMatchObject({ token: 2, execution: { name: 'e' } });
    expect(reduce({ ...before, pending: [push(2)] }, entered, context).state).toMatchObject({
      running: { token: 1 },
      pending: [{ id: 'main-2' }],
    });
  });

  it('takes no notice of what was said of a former holder', () => {
    const before = state({ running: held({ token: 2 }) });
    for (const event of [execution('ended'), recovery(1, 'ended'), { type: 'started' as const, token: 1, arn: 'a' }])
      expect(reduce(before, event, context)).toEqual({ state: before, commands: [] });
  });
});

describe('an execution that', () => {
  it('runs keeps the lock', () => {
    const before = state({ running: held() });
    expect(reduce(before, execution('running'), context)).toEqual({ state: before, commands: [] });
  });

  it('ended with its outcome recorded frees the lock for what waits', () => {
    const before = state({ running: held(), runs: recorded(), pending: [push(1)] });
    const { state: after, commands } = reduce(before, execution('ended'), context);
    expect(after.running).toMatchObject({ token: 2, launch: { id: 'main-1' } });
    expect(types(commands)).toEqual(['start']);
  });

  it('ended without an outcome is recovered before anything else begins', () => {
    const { state: after, commands } = reduce(state({ running: held(), pending: [push(1)] }), execution('ended'), context);
    expect(after).toMatchObject({ running: { token: 1, phase: 'recovering', recoveries: 1 }, pending: [{ id: 'main-1' }] });
    expect(commands).toMatchObject([{ type: 'recover', token: 1, arn: arn('birds-1-x') }]);
  });

  it('is not found counts as ended after ten minutes only', () => {
    const before = state({ running: held() });
    expect(reduce(before, execution('missing'), later(9.9)).state).toBe(before);
    expect(reduce(before, execution('missing'), later(10)).state.running?.phase).toBe('recovering');
  });

  it('was refused by Step Functions is mailed as failed, and frees the lock', () => {
    const before = state({ running: held({ phase: 'starting' }), pending: [push(1)] });
    const { state: after } = reduce(before, { type: 'refused', token: 1, reason: 'InvalidName: no' }, context);
    expect(after.outbox).toMatchObject([{ id: 'birds-1-x-refused', outcome: 'failed', body: expect.stringContaining('InvalidName: no') }]);
    expect(after.running).toMatchObject({ token: 2, launch: { id: 'main-1' } });
  });
});

describe('a recovery', () => {
  const recovering = (recoveries = 1) => held({ phase: 'recovering', recoveries });

  it('that recorded the outcome frees the lock for what waits', () => {
    const before = state({ running: recovering(), runs: recorded(), pending: [push(1)] });
    expect(reduce(before, recovery(1, 'ended'), context).state.running).toMatchObject({ token: 2 });
  });

  it('that runs is left alone, and one that never began is started again under its name', () => {
    const before = state({ running: recovering() });
    expect(reduce(before, recovery(1, 'running'), context)).toEqual({ state: before, commands: [] });
    const { state: after, commands } = reduce(before, recovery(1, 'missing'), context);
    expect([after, types(commands)]).toEqual([before, ['recover']]);
  });

  it('that failed is followed by another, and the third failure locks the model with a mail and an alarm', () => {
    let current = state({ running: recovering(), pending: [push(1)] });
    const names: string[] = [];
    for (const attempt of [1, 2, 3]) {
      // Not at once: what failed for want of a service gets two minutes more each time.
      expect(reduce(current, recovery(attempt, 'ended'), context)).toEqual({ state: current, commands: [] });
      current = { ...current, running: current.running && { ...current.running, since: later(-2 * attempt).now } };
      const { state: after, commands } = reduce(current, recovery(attempt, 'ended'), context);
      names.push(...commands.map((command) => ('name' in command ? command.name.slice(-10) : command.type)));
      current = after;
      expect(reduce(current, recovery(attempt, 'ended'), context)).toEqual({ state: current, commands: [] });
    }
    expect(names).toEqual(['recovery-2', 'recovery-3', 'alarm']);
    expect(current).toMatchObject({ running: { phase: 'stuck', token: 1 }, pending: [{ id: 'main-1' }] });
    expect(current.outbox).toMatchObject([{ id: 'birds-1-x-stuck', subject: expect.stringContaining('locked') }]);
  });
});

describe('people', () => {
  it.each(['starting', 'running'] as const)('cancel a run that is %s, once', (phase) => {
    const { state: after, commands } = reduce(
      state({ running: held({ phase }) }),
      { type: 'cancelled', id: 'm1', reason: 'Cancelled by jane.' },
      context,
    );
    expect(after.running?.cancel).toEqual({ kind: 'aborted', reason: 'Cancelled by jane.' });
    if (phase === 'running')
      expect(commands[0]).toEqual({ type: 'stop', arn: arn('birds-1-x'), error: 'Cancelled', cause: 'Cancelled by jane.' });
    expect(reduce(after, { type: 'cancelled', id: 'm2', reason: 'again' }, context).state).toBe(after);
  });

  it('cancel no later run by a message that is delivered again', () => {
    const cancelled = { type: 'cancelled', id: 'm1', reason: 'Cancelled by jane.' } as const;
    const { seen } = reduce(state({ running: held({ phase: 'running' }) }), cancelled, context).state;
    const later = state({ seen, running: held({ phase: 'running', token: 2 }) });
    expect(reduce(later, cancelled, context).state).toBe(later);
    expect(reduce(later, { ...cancelled, id: 'm2' }, context).state.running?.cancel).toMatchObject({ kind: 'aborted' });
  });

  it('cancel a run that is only just starting: it is stopped as soon as it has started', () => {
    const running = held({ phase: 'starting', cancel: { kind: 'aborted', reason: 'r' } });
    const { commands } = reduce(state({ running }), { type: 'started', token: 1, arn: arn('birds-1-x') }, context);
    expect(types(commands)).toEqual(['stop', 'describe']);
  });

  it('unlock what is stuck, and nothing else', () => {
    const stuck = state({ running: held({ phase: 'stuck' }), pending: [push(1)] });
    expect(reduce(stuck, { type: 'unlocked' }, context).state.running).toMatchObject({ token: 2, launch: { id: 'main-1' } });
    const began = { id: 'run', execution: arn('birds-1-x'), startedAt: context.now, outcome: null, summary: '' };
    const target = { run: 'run', endpoint: 'e', endpointConfig: 'c', previousConfig: null, attempts: 1, at: context.now };
    const { runs, target: left } = reduce({ ...stuck, runs: [began], target }, { type: 'unlocked' }, context).state;
    expect([runs, left]).toMatchObject([[{ id: 'run', outcome: 'failed', summary: expect.stringContaining('unlocked by hand') }], null]);
    for (const phase of ['starting', 'running', 'recovering'] as const) {
      const before = state({ running: held({ phase }) });
      expect(reduce(before, { type: 'unlocked' }, context).state).toBe(before);
    }
  });
});
