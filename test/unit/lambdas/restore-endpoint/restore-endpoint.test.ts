import { describe, expect, it } from 'vitest';
import type { Target } from '../../../../lambdas/contract/model-state.ts';
import { restoreEndpoint } from '../../../../lambdas/restore-endpoint/restore-endpoint.ts';
import { executionHash } from '../../../../lambdas/shared/hash.ts';
import { awsError } from '../fake-aws.ts';
import { executionArn, makeRun, makeWorld, putState } from '../fixtures.ts';

const run = makeRun();
const ours = run.names.endpointConfig;
const startedAt = '2026-11-21T12:00:00.000Z';
const input = { recovery: { model: run.model, execution: executionArn, token: 1 }, startedAt };
const target: Target = {
  run: run.id,
  endpoint: 'bird-strikes',
  endpointConfig: ours,
  previousConfig: 'old',
  attempts: 1,
  at: '2026-11-21T11:50:00.000Z',
};

function world(endpoint: object | undefined, change: Partial<Target> | null = {}, champion: object | null = null) {
  const made = makeWorld();
  putState(made.aws, { target: change && { ...target, ...change }, champion: champion as never });
  made.aws.put('artifacts', `runs/${executionHash(executionArn)}.json`, run);
  made.aws.on('DescribeEndpoint', () => {
    if (!endpoint) throw awsError('ValidationException', 'Could not find endpoint "arn".');
    return endpoint;
  });
  for (const operation of ['UpdateEndpoint', 'DeleteEndpoint', 'CreateEndpoint']) made.aws.on(operation, {});
  const changes = () =>
    ['UpdateEndpoint', 'DeleteEndpoint', 'CreateEndpoint'].flatMap((operation) =>
      made.aws.calls<object>(operation).map((call) => ({ operation, ...call })),
    );
  return { ...made, changes, restore: () => restoreEndpoint(input, made) };
}

const EndpointName = 'bird-strikes';
const on = (EndpointConfigName: string, EndpointStatus = 'InService') => ({ EndpointStatus, EndpointConfigName });

describe('restore-endpoint', () => {
  it('says nothing of an endpoint that the run had not touched, or that serves its promoted release', async () => {
    const nothing = { waitSeconds: null, texts: [] };
    expect(await world(on('theirs'), null).restore()).toEqual(nothing);
    expect(await world(on('theirs'), { run: 'other' }).restore()).toEqual(nothing);
    const champion = { release: 'r', run: run.id, endpoint: 'bird-strikes', endpointConfig: ours, deploymentKey: 'k', at: startedAt };
    expect(await world(on(ours), {}, champion).restore()).toEqual(nothing);
    const unprepared = world(on('theirs'));
    unprepared.aws.objects.delete(`artifacts/runs/${executionHash(executionArn)}.json`);
    expect(await unprepared.restore()).toEqual(nothing);
  });

  it('says that nothing serves when the champion lost its endpoint before the run', async () => {
    const champion = { release: 'r', run: 'other', endpoint: 'bird-strikes', endpointConfig: 'old', deploymentKey: 'k', at: startedAt };
    const made = world(undefined, null, champion);
    expect(await made.restore()).toEqual({ waitSeconds: null, texts: ['The endpoint bird-strikes does not exist: nothing serves.'] });
    expect(made.changes()).toEqual([]);
  });

  // Seeds 96 and 264 of the simulation: CreateEndpoint had answered, Describe did not see it yet, and it was left to bill for nobody.
  it('looks again for an endpoint that the run asked for a moment ago: it may not be seen yet', async () => {
    const made = world(undefined, { previousConfig: null, at: startedAt });
    made.clock.ms = Date.parse(startedAt) + 5000;
    expect(await made.restore()).toEqual({ waitSeconds: 5, texts: ['The endpoint bird-strikes is not seen (yet).'] });
    expect(made.changes()).toEqual([]);
  });

  // Deploy had asked for the update, Describe did not show it yet: an unpromoted release served after the lock was free.
  it('looks again at an endpoint whose update the run asked for a moment ago: it may not be seen yet', async () => {
    const former = { ...on('old'), LastModifiedTime: new Date('2026-11-20T00:00:00Z') };
    const made = world(former, { at: startedAt });
    made.clock.ms = Date.parse(startedAt) + 5000;
    expect(await made.restore()).toEqual({ waitSeconds: 5, texts: ['The endpoint bird-strikes does not show its update (yet).'] });
    made.clock.ms = Date.parse(startedAt) + 15_000;
    expect(await made.restore()).toMatchObject({
      waitSeconds: null,
      texts: [expect.stringContaining('serves its former configuration old')],
    });
    expect(made.changes()).toEqual([]);
  });

  it('does not wait for an update that came through, or was rolled back, a moment after it was asked for', async () => {
    const rolledBack = world({ ...on('old'), LastModifiedTime: new Date(Date.parse(startedAt) + 3000) }, { at: startedAt });
    const through = world(on(ours), { at: startedAt });
    for (const { clock } of [rolledBack, through]) clock.ms = Date.parse(startedAt) + 5000;
    expect(await rolledBack.restore()).toMatchObject({ waitSeconds: null });
    expect(await through.restore()).toMatchObject({ waitSeconds: 5, texts: [expect.stringContaining('goes back')] });
  });

  it.each([
    [
      'is gone as before',
      undefined,
      { previousConfig: null, at: '2026-11-21T11:00:00.000Z' },
      'The endpoint bird-strikes does not exist, as before the run.',
    ],
    ['serves what it served before', on('old'), {}, 'The endpoint bird-strikes serves its former configuration old.'],
    ["is not this run's", on('theirs'), {}, "The endpoint bird-strikes serves theirs, which is not this run's: it is left alone."],
    ["is new and not this run's", on('theirs'), { previousConfig: null }, "bird-strikes serves theirs, which is not this run's"],
  ])('is done when the endpoint %s', async (_what, endpoint, change, text) => {
    const made = world(endpoint, change);
    expect(await made.restore()).toEqual({ waitSeconds: null, texts: [expect.stringContaining(text)] });
    expect(made.changes()).toEqual([]);
  });

  it.each(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting'])('waits while it is %s', async (status) => {
    const made = world(on('old', status));
    expect(await made.restore()).toEqual({ waitSeconds: 5, texts: [`The endpoint bird-strikes is still ${status}.`] });
    made.clock.ms += 300_000;
    expect(await made.restore()).toMatchObject({ waitSeconds: 30 });
    expect(made.changes()).toEqual([]);
  });

  it.each([
    ['in service with the new configuration', on(ours)],
    ['on the old configuration but not in service', on('old', 'UpdateRollbackFailed')],
  ])('updates to the former configuration what is %s, and looks again', async (_what, endpoint) => {
    const made = world(endpoint);
    expect(await made.restore()).toMatchObject({ waitSeconds: 5 });
    expect(made.changes()).toEqual([{ operation: 'UpdateEndpoint', EndpointName, EndpointConfigName: 'old' }]);
  });

  it.each(['InService', 'Failed'])('deletes a first endpoint that is %s, and looks whether it is gone', async (status) => {
    const made = world(on(ours, status), { previousConfig: null });
    expect(await made.restore()).toMatchObject({ waitSeconds: 5 });
    expect(made.changes()).toEqual([{ operation: 'DeleteEndpoint', EndpointName }]);
  });

  it('deletes what failed and creates it again as it was', async () => {
    const failed = world(on(ours, 'Failed'));
    expect(await failed.restore()).toMatchObject({ waitSeconds: 5 });
    expect(failed.changes()).toEqual([{ operation: 'DeleteEndpoint', EndpointName }]);
    const gone = world(undefined);
    expect(await gone.restore()).toMatchObject({ waitSeconds: 5 });
    expect(gone.changes()).toEqual([
      { operation: 'CreateEndpoint', EndpointName, EndpointConfigName: 'old', Tags: [{ Key: 'trainyard:model', Value: run.model }] },
    ]);
  });

  it('looks again when the endpoint began to change after it was described', async () => {
    const made = world(on(ours));
    made.aws.on('UpdateEndpoint', () => {
      throw awsError('ValidationException', 'Cannot update in-progress endpoint "arn".');
    });
    expect(await made.restore()).toMatchObject({ waitSeconds: 5 });
  });

  it('goes on, and says why, when the former configuration is gone', async () => {
    const made = world(on(ours));
    made.aws.on('UpdateEndpoint', () => {
      throw awsError('ValidationException', 'Could not find endpoint configuration "old".');
    });
    expect(await made.restore()).toEqual({
      waitSeconds: null,
      texts: [expect.stringContaining('cannot go back to its former configuration old, which is gone')],
    });
  });

  it('fails on what waiting cannot mend', async () => {
    const made = world(on(ours));
    made.aws.on('UpdateEndpoint', () => {
      throw awsError('AccessDeniedException', 'no');
    });
    await expect(made.restore()).rejects.toThrow('no');
  });
});
