import { describe, expect, it } from 'vitest';
import type { ModelState } from '../../../../../lambdas/contract/model-state.ts';
import { withRun } from '../../../../../lambdas/shared/model-state/runs.ts';
import { changeState, readState } from '../../../../../lambdas/shared/model-state/store.ts';
import { makeRun, makeWorld } from '../../fixtures.ts';

const key = 'state/bird-strikes.json';
const run = makeRun();

describe('the model state', () => {
  it('is empty for a model that never ran, and every write gets a fresh revision', async () => {
    const { aws, artifacts, clock } = makeWorld();
    aws.objects.clear();
    expect(await readState(artifacts, 'bird-strikes')).toMatchObject({ champion: null, target: null, runs: [] });
    const first = await changeState(artifacts, clock, 'bird-strikes', (state) => withRun(state, run));
    const second = await changeState(artifacts, clock, 'bird-strikes', (state) => withRun(state, run, { outcome: 'failed' }));
    expect(second.rev).not.toBe(first.rev);
    expect(aws.json<ModelState>('artifacts', key)?.runs).toMatchObject([{ id: run.id, outcome: 'failed' }]);
  });

  it('writes nothing when nothing changes', async () => {
    const { aws, artifacts, clock } = makeWorld();
    await changeState(artifacts, clock, 'bird-strikes', (state) => state);
    expect(aws.calls('PutObject')).toEqual([]);
  });

  it('applies a change to what another writer stored in between', async () => {
    const { aws, artifacts, clock } = makeWorld();
    let isFirst = true;
    const state = await changeState(artifacts, clock, 'bird-strikes', (state) => {
      if (isFirst)
        aws.put('artifacts', key, { rev: 'theirs', champion: null, target: null, runs: withRun(state, { ...run, id: 'other' }).runs });
      isFirst = false;
      return withRun(state, run);
    });
    expect(state.runs.map(({ id }) => id)).toEqual(['other', run.id]);
  });

  it('tells a lost answer from a lost race: a write that arrived is not repeated', async () => {
    const { aws, artifacts, clock } = makeWorld();
    let changes = 0;
    // The SDK repeats a PUT whose answer was lost; the repetition meets the object of the first.
    aws.on('PutObject', ({ Bucket, Key, Body }) => {
      aws.put(Bucket, Key, Body);
      throw Object.assign(new Error('refused'), { name: 'PreconditionFailed' });
    });
    const state = await changeState(artifacts, clock, 'bird-strikes', (before) => {
      changes++;
      return withRun(before, run);
    });
    expect([changes, state.runs.length]).toEqual([1, 1]);
  });

  it('gives up with StateConflict when others go first again and again', async () => {
    const { aws, artifacts, clock } = makeWorld();
    aws.on('PutObject', () => {
      throw Object.assign(new Error('refused'), { name: 'PreconditionFailed' });
    });
    const change = changeState(artifacts, clock, 'bird-strikes', (state) => withRun(state, run));
    await expect(change).rejects.toMatchObject({
      name: 'StateConflict',
      message: expect.stringContaining('state/bird-strikes.json changed 8 times'),
    });
  });

  it('keeps what a newer version wrote beside what this one knows', async () => {
    const { aws, artifacts, clock } = makeWorld();
    const held = aws.json<ModelState>('artifacts', key);
    aws.put('artifacts', key, { ...held, running: { ...held?.running, newer: 1 }, newer: { of: 'them' } });
    await changeState(artifacts, clock, 'bird-strikes', (state) => withRun(state, run));
    expect(aws.json('artifacts', key)).toMatchObject({ newer: { of: 'them' }, running: { newer: 1 } });
  });

  it('refuses a document that is none, and says what to do', async () => {
    const { aws, artifacts } = makeWorld();
    aws.put('artifacts', key, { rev: 1 });
    await expect(readState(artifacts, 'bird-strikes')).rejects.toThrow('restore an earlier version');
  });
});
