import { describe, expect, it } from 'vitest';
import { emptyState, type ModelState } from '../../../../lambdas/contract/model-state.ts';
import { measureBilling } from '../../../../lambdas/sweep/billing.ts';
import { awsError } from '../fake-aws.ts';
import { heldLock, makeWorld } from '../fixtures.ts';

const run = '20261121-032911-a1b2c3';
const name = (model: string, suffix = '') => `${model}-${run}${suffix}`;
/** The lock held by an execution of that run. */
const holding = (id: string): Partial<ModelState> => ({
  running: { ...heldLock, phase: 'recovering' },
  runs: [{ id, execution: heldLock.execution.arn ?? '', startedAt: '2026-11-21T03:29:11.000Z', outcome: null, summary: '' }],
});

/** SageMaker and CodeBuild with these jobs and endpoints (name → configuration), and what was measured. */
function world(jobs: {
  trainings?: (string | [name: string, status: string])[];
  builds?: [model: string, status: string][];
  endpoints?: Record<string, string>;
}) {
  const made = makeWorld();
  const measured: unknown[] = [];
  const warned: unknown[] = [];
  const { builds = [], endpoints = {}, trainings = [] } = jobs;
  made.aws
    .on('ListTrainingJobs', {
      TrainingJobSummaries: trainings
        .map((training) => (typeof training === 'string' ? [training, 'InProgress'] : training))
        .map(([TrainingJobName, TrainingJobStatus]) => ({ TrainingJobName, TrainingJobStatus })),
    })
    .on('ListBuildsForProject', ({ projectName }: { projectName: string }) => ({
      ids: projectName === 'build' ? builds.map((_, i) => `b:${i}`) : [],
    }))
    .on('BatchGetBuilds', {
      builds: builds.map(([model, buildStatus], i) => ({
        id: `b:${i}`,
        buildStatus,
        environment: {
          environmentVariables: [
            { name: 'MODEL', value: model },
            { name: 'RUN_ID', value: run },
          ],
        },
      })),
    })
    .on('ListEndpoints', { Endpoints: Object.keys(endpoints).map((EndpointName) => ({ EndpointName, EndpointStatus: 'InService' })) })
    .on('DescribeEndpoint', ({ EndpointName }: { EndpointName: string }) => {
      if (!endpoints[EndpointName]) throw awsError('ValidationException', 'Could not find endpoint');
      return { EndpointConfigName: endpoints[EndpointName] };
    });
  const measure = async (states: Record<string, Partial<ModelState>>) => {
    const all = new Map(Object.entries(states).map(([model, state]) => [model, { ...emptyState, ...state }]));
    const count = (...words: unknown[]) => void measured.push(words);
    const log = { info: () => undefined, warn: (_text: string, fields?: object) => void warned.push(fields) };
    await measureBilling(all, { ...made, count, log, projects: ['build', 'verify'] });
    return { measured, warned, things: warned.map((fields) => (fields as { thing: string }).thing) };
  };
  return { ...made, measure };
}

const serving = (endpoint: string) => ({ release: 'r', run: 'x', endpoint, endpointConfig: 'c', deploymentKey: 'k', at: 't' });

describe('what still bills after its run', () => {
  it('is a training or build of a model whose lock nobody holds', async () => {
    const made = world({
      trainings: [name('birds'), name('owls', '-2')],
      builds: [
        ['birds', 'IN_PROGRESS'],
        ['birds', 'SUCCEEDED'],
      ],
    });
    expect(await made.measure({ birds: {}, owls: {} })).toMatchObject({
      measured: [['StillBilling', {}, { value: 3 }]],
      things: [`training ${name('birds')}`, `training ${name('owls', '-2')}`, 'build b:0'],
    });
  });

  it('is a training of the last 33 days that stops or runs, found in one walk through pages of which some are empty', async () => {
    const made = world({});
    const pages: Record<string, [name: string, status: string][]> = {
      first: [
        [name('birds'), 'Stopping'],
        [name('birds', '-2'), 'Completed'],
      ],
      second: [],
      third: [[name('birds', '-3'), 'InProgress']],
    };
    const tokens = Object.keys(pages);
    made.aws.on('ListTrainingJobs', ({ NextToken = 'first' }: { NextToken?: string }) => ({
      TrainingJobSummaries: pages[NextToken]?.map(([TrainingJobName, TrainingJobStatus]) => ({ TrainingJobName, TrainingJobStatus })),
      NextToken: tokens[tokens.indexOf(NextToken) + 1],
    }));
    expect((await made.measure({ birds: {} })).things).toEqual([`training ${name('birds')}`, `training ${name('birds', '-3')}`]);
    const CreationTimeAfter = new Date('2026-10-19T12:00:00.000Z');
    const query = { SortBy: 'CreationTime', SortOrder: 'Descending', CreationTimeAfter, MaxResults: 100 };
    expect(made.aws.calls('ListTrainingJobs')).toEqual([undefined, 'second', 'third'].map((NextToken) => ({ ...query, NextToken })));
  });

  it('is looked for among the newest ten thousand trainings, and the log says that there are more', async () => {
    const made = world({});
    made.aws.on('ListTrainingJobs', ({ NextToken = '1' }: { NextToken?: string }) => ({
      TrainingJobSummaries: [],
      NextToken: NextToken === '150' ? undefined : `${Number(NextToken) + 1}`,
    }));
    const { warned } = await made.measure({});
    expect(made.aws.calls('ListTrainingJobs')).toHaveLength(100);
    expect(warned).toEqual([{ lookedAt: 10_000 }]);
  });

  it('is nothing of the run that holds the lock, or whose recovery does, and everything of the runs before it', async () => {
    const made = world({ trainings: [name('birds', '-2')], builds: [['birds', 'IN_PROGRESS']], endpoints: { birds: name('birds') } });
    expect((await made.measure({ birds: holding(run) })).things).toEqual([]);
    const { things } = await made.measure({ birds: holding('20261122-000000-d4e5f6') });
    expect(things).toEqual([`training ${name('birds', '-2')}`, 'build b:0', 'endpoint birds']);
  });

  it('is nothing of others, nor of a model that could not be swept', async () => {
    const made = world({ trainings: ['theirs', name('unknown')], endpoints: { theirs: 'their-config', gone: '' } });
    expect((await made.measure({ birds: {} })).measured).toEqual([['StillBilling', {}, { value: 0 }]]);
  });

  it('is an endpoint of ours that no champion stands for: one that was renamed, or a first one that was not taken away', async () => {
    const made = world({ endpoints: { 'new-name': name('birds'), 'old-name': name('birds'), owls: name('owls') } });
    const { things } = await made.measure({ birds: { champion: serving('new-name') }, owls: {} });
    expect(things).toEqual(['endpoint old-name', 'endpoint owls']);
    expect(made.aws.calls('DescribeEndpoint')).not.toContainEqual({ EndpointName: 'new-name' });
  });

  it('looks at no more than fifty endpoints of others', async () => {
    const made = world({ endpoints: Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`e${i}`, 'theirs'])) });
    await made.measure({});
    expect(made.aws.calls('DescribeEndpoint')).toHaveLength(50);
  });
});
