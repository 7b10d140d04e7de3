import { describe, expect, it } from 'vitest';
import type { Running } from '../../../../lambdas/contract/model-state.ts';
import { launch } from '../../../../lambdas/launch/launch.ts';
import { awsError } from '../fake-aws.ts';
import { heldLock } from '../fixtures.ts';
import { launchWorld, model } from '../launching.ts';
import { codecommit, event, github, uploaded } from './messages.ts';

const birds = (settings: Record<string, object> = {}) => launchWorld(model('birds', settings));
const running = (change: Partial<Running> = {}) => ({ seq: 1, running: { ...heldLock, ...change } });

describe('a wish for a run', () => {
  it('that is {} runs the only model', async () => {
    const world = birds();
    await launch(event({}), world);
    expect(world.started()).toEqual([{ model: 'birds', trigger: 'a message to the launch topic' }]);
    expect(world.stored('birds')?.running?.launch?.at).toBe('2026-11-21T12:00:00.123Z');
  });

  it('carries options, release, commit and trigger to the execution', async () => {
    const world = birds();
    const wish = { model: 'birds', options: { training: { maxRuntimeSeconds: 60 } }, commit: 'main', release: '3', trigger: 'jane' };
    await launch(event(wish), world);
    expect(world.started()).toEqual([wish]);
  });

  it('of a schedule runs once, however often it is delivered', async () => {
    const world = birds();
    const wish = { model: 'birds', trigger: 'the schedule', id: 'e1', at: '2026-11-21T03:00:00Z' };
    await launch(event(wish, wish), world);
    await launch(event(wish), world);
    expect(world.started()).toEqual([{ model: 'birds', trigger: 'the schedule' }]);
    expect(world.stored('birds')).toMatchObject({ pending: [], running: { launch: { at: '2026-11-21T03:00:00.000Z' } } });
  });

  it('of GitHub Actions tells of its push, which is another than what its branch had', async () => {
    const world = launchWorld(model('birds', {}, 'github/acme/birds'));
    const [a, b] = ['a', 'b'].map((letter) => letter.repeat(40));
    const wish = {
      model: 'birds',
      commit: b,
      id: 'github-7-1',
      head: { ref: 'refs/heads/main', before: a, at: String(Date.parse('2026-11-21T11:59:00Z') / 1000) },
    };
    await launch(event(wish), world);
    expect(world.started()).toMatchObject([{ commit: b, push: { ref: 'refs/heads/main' } }]);
    expect(world.stored('birds')?.heads['refs/heads/main']).toEqual({ commit: b, at: '2026-11-21T11:59:00.000Z' });
    // The same push by a webhook, and the workflow run again by a person.
    await launch(event(github({ before: a, after: b })), world);
    await launch(event({ model: 'birds', commit: b, id: 'github-7-2' }), world);
    expect(world.stored('birds')?.pending).toMatchObject([{ head: null, input: { commit: b } }]);
  });

  it('by hand is told apart by its message: the second waits', async () => {
    const world = birds();
    await launch(event({}, {}), world);
    expect([world.started().length, world.stored('birds')?.pending.length]).toEqual([1, 1]);
  });

  it('is treated as the settings and its own options say', async () => {
    const world = birds({ triggers: { mode: 'cancel-running' }, notifications: { mails: ['failed'] } });
    await launch(event({}), world);
    await launch(event({}, {}, { options: { triggers: { mode: 'supersede' } } }), world);
    expect(world.stored('birds')?.running?.cancel).toMatchObject({ kind: 'superseded' });
    expect(world.aws.calls('Publish')).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['not-json', 'hello', 'expected a JSON object'],
    ['unknown-shape', '[1]', 'expected a JSON object'],
    ['unknown-shape', { modle: 'birds' }, 'did you mean "model"?'],
    ['unknown-shape', { model: 'birds', at: 'yesterday' }, 'expected a time'],
    ['unknown-shape', { Records: [{ eventSource: 'aws:sns' }] }, 'Records.0.eventSource'],
    ['unknown-shape', { model: 'birds', head: { ref: 'refs/heads/main' } }, 'expected its commit'],
    ['unknown-shape', { model: 'birds', commit: 'a'.repeat(40), head: { ref: 'main' } }, 'refs/heads/main'],
    ['unknown-shape', { source: 'github', ref: 'x' }, 'A push from GitHub is not understood'],
    ['unknown-shape', { source: 'aws.s3', 'detail-type': 'Object Deleted' }, 'An event of S3'],
    ['unknown-shape', { model: 'birds', action: 'cancle' }, 'one of'],
    ['unknown-model', { model: 'bird' }, 'did you mean "birds"?'],
    ['unknown-model', { model: 'bird', action: 'cancel' }, 'did you mean "birds"?'],
    ['unknown-model', { model: '../x', action: 'unlock' }, 'There is no model'],
    ['unknown-repository', github(), 'No model has the github repository'],
    ['nothing-to-do', { model: 'birds', action: 'cancel', by: 'jane' }, 'no run holds its lock. Asked by jane'],
    ['nothing-to-do', { model: 'birds', action: 'unlock' }, 'There is nothing to unlock'],
    ['data-filter', uploaded('birds/training/x.csv'), 'triggers.data is false'],
    ['data-filter', uploaded('birds/x', undefined, 'elsewhere'), 'expected an upload to data'],
    ['unknown-model', uploaded('README.md'), "begins with a model's name"],
    ['unknown-model', uploaded('bird/x.csv'), 'did you mean "birds"?'],
  ])('is logged with a reason and counted, and nothing is thrown: %s (%#)', async (reason, message, why) => {
    const world = birds();
    await launch(event(message), world);
    expect([world.refusals(), world.started()]).toEqual([[reason], []]);
    expect(world.reasons()[0]).toContain(why);
    expect(world.aws.calls('PutObject')).toEqual([]);
  });

  it('keeps nothing else of the event from its run', async () => {
    const world = birds();
    await launch({ Records: [...event('hello', { model: 'birds' }).Records, {}] }, world);
    expect([world.refusals(), world.started().length]).toEqual([['not-json', 'not-json'], 1]);
  });

  it('is one line of the embedded metric format with its reason', async () => {
    const world = birds();
    await launch(event('hello'), world);
    expect(world.lines.at(-1)).toEqual({
      _aws: {
        Timestamp: world.clock.ms,
        CloudWatchMetrics: [
          { Namespace: 'Trainyard', Dimensions: [['Installation', 'Reason']], Metrics: [{ Name: 'LaunchesRefused', Unit: 'Count' }] },
        ],
      },
      Installation: 'trainyard',
      Reason: 'not-json',
      LaunchesRefused: 1,
    });
  });

  it('names the models where {} could mean several', async () => {
    const world = launchWorld({ ...model('birds'), ...model('fish') });
    await launch(event({}), world);
    expect(world.reasons()[0]).toContain('There are birds, fish');
  });
});

describe('faults of AWS', () => {
  it('are thrown after all the others were taken up, all of them named', async () => {
    const world = launchWorld({ ...model('birds'), ...model('fish'), ...model('owls') });
    world.aws.on('StartExecution', ({ name, stateMachineArn }) => {
      if (!name.startsWith('fish')) throw awsError('ThrottlingException', `slow down, ${name.split('-')[0]}`);
      return { executionArn: `${stateMachineArn}:${name}` };
    });
    const wishes = ['birds', 'owls', 'fish'].map((name) => ({ model: name }));
    await expect(launch(event(...wishes), world)).rejects.toThrow('slow down, birds; slow down, owls');
    expect(world.stored('fish')?.running?.phase).toBe('running');
  });
});

describe('a command', () => {
  it('cancels the run, naming who asked', async () => {
    const world = birds();
    world.putState('birds', running());
    await launch(event({ model: 'birds', action: 'cancel', by: 'jane' }), world);
    expect(world.aws.calls('StopExecution')).toMatchObject([{ error: 'Cancelled', cause: 'Cancelled by jane.' }]);
  });

  it('that comes late leaves the run alone which began after it', async () => {
    const world = birds();
    world.putState('birds', running({ since: '2026-11-21T12:01:01.000Z' }));
    await launch(event({ model: 'birds', action: 'cancel', by: 'jane' }), world);
    expect(world.aws.calls('StopExecution')).toEqual([]);
    expect(world.reasons()[0]).toContain('jane asked at 2026-11-21T12:00:00.123Z to cancel a run of birds that is over: e1 began later.');
  });

  it('cannot cancel what is being cleaned up', async () => {
    const world = birds();
    world.putState('birds', running({ phase: 'recovering', recoveries: 1 }));
    await launch(event({ model: 'birds', action: 'cancel' }), world);
    expect(world.reasons()[0]).toContain('e1 is recovering');
  });

  it('unlocks a model whose recovery gave up, even one that is deployed no more', async () => {
    const world = launchWorld({});
    world.putState('gone', running({ phase: 'stuck', recoveries: 3 }));
    await launch(event({ model: 'gone', action: 'unlock', by: 'jane' }), world);
    expect(world.stored('gone')?.running).toBeNull();
    expect(world.lines.find(({ message }) => message === 'launch accepted')).toMatchObject({ action: 'unlock', by: 'jane' });
  });
});

describe('uploads', () => {
  it('are noted and start nothing by themselves, at the price of one read each once noted', async () => {
    const world = birds({ triggers: { data: true } });
    for (let i = 0; i < 30; i++) await launch(event(uploaded(`birds/training/${i}.csv`, `2026-11-21T12:00:${10 + i}Z`)), world);
    expect(world.stored('birds')?.uploads).toEqual({ since: '2026-11-21T12:00:10.000Z', last: '2026-11-21T12:00:10.000Z', count: 1 });
    expect([world.started(), world.aws.calls('PutObject').length, world.aws.calls('GetParametersByPath').length]).toEqual([[], 1, 1]);
    await launch(event(uploaded('birds/training/late.csv', '2026-11-21T12:02:00Z')), world);
    expect(world.stored('birds')?.uploads).toMatchObject({ last: '2026-11-21T12:02:00.000Z', count: 2 });
  });
});

describe('an event', () => {
  it('without records does nothing', async () => {
    await expect(launch({}, birds())).resolves.toBeUndefined();
  });

  it('of CodeCommit with a time that is none is refused', async () => {
    const world = birds();
    await launch(event(codecommit([{}], { eventTime: 'now' })), world);
    expect(world.refusals()).toEqual(['unknown-shape']);
  });
});
