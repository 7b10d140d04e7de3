import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { main } from '../../../../cli/dispatch.ts';
import { emptyState } from '../../../../lambdas/contract/model-state.ts';
import { fakeIo } from '../fake-io.ts';
import { eventually, held, type InstalledWorld, installedWorld, quickClock } from '../installed-world.ts';

async function call(world: InstalledWorld, words: string[], given: Parameters<typeof fakeIo>[0] = {}) {
  const io = fakeIo({ clock: quickClock(), env: { USER: 'jane' }, ...given });
  const code = await main([...words, '--state-dir', world.dataDir], io, {});
  return { code, ...io.written };
}

const launched = (world: InstalledWorld) => eventually(() => world.launches()[0]);

describe('trainyard cancel', { timeout: 20_000 }, () => {
  it('asks for the stop of the run that holds the model, and ends when its outcome is recorded and the lock is let go', async () => {
    const world = await installedWorld();
    await world.putState({ running: held() });
    const answer = call(world, ['cancel', 'birds']);
    expect(await launched(world)).toEqual({ model: 'birds', action: 'cancel', by: 'jane' });
    await world.putState({
      running: held({ phase: 'recovering', recoveries: 1, cancel: { kind: 'aborted', reason: 'Cancelled by jane.' } }),
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const execution = held().execution.arn ?? '';
    const record = {
      id: 'r7',
      execution,
      startedAt: '2026-11-21T12:00:00Z',
      outcome: 'aborted' as const,
      summary: 'Stopped in AwaitTraining. Cancelled by jane.',
    };
    await world.putState({ runs: [record] });
    const { code, out } = await answer;
    expect(out).toContain('Cancelling birds-7-1f2e3d4c (running since 2026-11-21T12:00:00Z)\nIt has ended;');
    expect(out).toContain('Recorded: aborted. Stopped in AwaitTraining.\n');
    expect(code).toBe(0);
  });

  it.each([
    [{}, 'nothing is running'],
    [{ running: held({ phase: 'stuck', recoveries: 3 }) }, 'is stuck. See `trainyard unlock birds`.'],
  ])('has nothing to cancel in %j', async (state, text) => {
    const world = await installedWorld();
    await world.putState(state);
    const { code, err } = await call(world, ['cancel', 'birds']);
    expect(err).toContain(text);
    expect(code).toBe(1);
    expect(world.launches()).toEqual([]);
  });

  it('says that the clean-up failed, and what then', async () => {
    const world = await installedWorld();
    await world.putState({ running: held({ phase: 'recovering', recoveries: 3 }) });
    const answer = call(world, ['cancel', 'birds']);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await world.putState({ running: held({ phase: 'stuck', recoveries: 3 }) });
    expect(await answer).toMatchObject({ code: 1, err: expect.stringContaining('`trainyard unlock birds`') });
    expect(world.launches()).toEqual([]);
  });
});

describe('trainyard unlock', { timeout: 20_000 }, () => {
  const stuck = { ...emptyState, running: held({ phase: 'stuck', recoveries: 3 }) };

  it('shows what holds the lock and asks; a no changes nothing', async () => {
    const world = await installedWorld();
    await world.putState(stuck);
    const stdin = Object.assign(Readable.from(['n\n']), { isTTY: true });
    const { code, out, err } = await call(world, ['unlock', 'birds'], { terminal: true, stdin });
    expect(out).toContain('Held by   birds-7-1f2e3d4c, stuck since 2026-11-21T12:00:00Z\nTried     3 clean-ups');
    expect(out).toContain('docs/runbook.md, RecoveryFailed');
    expect(err).toBe('Unlock birds? [y/N] trainyard: Not unlocked.\n');
    expect(code).toBe(1);
    expect(world.launches()).toEqual([]);
  });

  it.each([
    [['--yes'], {}],
    [[], { terminal: true, stdin: Object.assign(Readable.from(['y\n']), { isTTY: true }) }],
  ])('asks for the lock to be freed after a yes (%j)', async (words, given) => {
    const world = await installedWorld();
    await world.putState(stuck);
    const answer = call(world, ['unlock', 'birds', ...words], given);
    expect(await launched(world)).toEqual({ model: 'birds', action: 'unlock', by: 'jane' });
    await world.putState({});
    expect(await answer).toMatchObject({ code: 0, out: expect.stringContaining('birds is unlocked.\n') });
  });

  it('needs --yes without a terminal, and never touches a run that goes on', async () => {
    const world = await installedWorld();
    await world.putState(stuck);
    expect(await call(world, ['unlock', 'birds'])).toMatchObject({ code: 2, err: expect.stringContaining('Expected --yes') });
    await world.putState({ running: held() });
    const { code, err } = await call(world, ['unlock', 'birds', '--yes']);
    expect(err).toContain(
      'it is held by birds-7-1f2e3d4c (running since 2026-11-21T12:00:00Z). To stop that run: `trainyard cancel birds`.',
    );
    expect(code).toBe(1);
    expect(world.launches()).toEqual([]);
  });
});

describe('trainyard status', () => {
  it('shows lock, what waits and mails not sent within the width of the terminal', async () => {
    const world = await installedWorld();
    const launch = {
      id: 'a1',
      at: '2026-11-21T12:01:00Z',
      trigger: 'a push to main by jane',
      head: { ref: 'refs/heads/main', commit: '1f2e3d4c5b6a' },
      input: { model: 'birds' },
    };
    const outgoing = { id: 'm', outcome: 'superseded', subject: '[birds] superseded (1f2e3d4)', body: '', claim: null };
    await world.putState({ ...stuckState(), pending: [launch], outbox: [outgoing] });
    const { out } = await call(world, ['status']);
    expect(out).toBe(
      [
        'birds',
        '  champion  none yet',
        '  endpoint  birds: not there',
        '  lock      birds-7-1f2e3d4c',
        '            stuck since 2026-11-21T12:00:00Z',
        '            nothing runs until: trainyard unlock birds',
        '  waiting   a push to main by jane, 2026-11-21T12:01:00Z, 1f2e3d4',
        '  outbox    1 mail not sent yet: [birds] superseded (1f2e3d4)',
        '  runs      none yet',
        '',
      ].join('\n'),
    );
  });

  const stuckState = () => ({ running: held({ phase: 'stuck', recoveries: 3 }) });
});
