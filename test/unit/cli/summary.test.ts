import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { costLines } from '../../../cli/estimate.ts';
import { label, startedJobs } from '../../../cli/job-logs.ts';
import { statusLines } from '../../../cli/model-status.ts';
import { resultsOf } from '../../../cli/results.ts';
import { gateRows } from '../../../cli/summary.ts';
import { runView } from '../../../cli/view/run-view.ts';
import { emptyState, type ModelState } from '../../../lambdas/contract/model-state.ts';
import { settings } from '../../../lambdas/contract/settings.ts';
import { HistoryWriter } from './history.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string, reused: boolean) => ({
  key: letter,
  digest: digest(letter),
  uri: `repo@${digest(letter)}`,
  samples: null,
  reused,
  reason: reused ? 'nothing it depends on changed' : 'no image of this key',
  seconds: 3,
});
const training = {
  job: 'birds-r1',
  key: 'k',
  artifact: 's3://bucket/model.tar.gz',
  metrics: { auc: 0.79, loss: 0.26 },
  data: { training: 'f' },
  reused: false,
  reason: 'the data changed',
  seconds: 2,
  billableSeconds: 2,
};
const job = (kind: string, name: string) => ({ kind, name, id: `${kind}:${name}`, startedAt: '2026-11-21T12:00:00Z' });

function history() {
  const written = new HistoryWriter().begin();
  let last = written.task('StartTrainingImage', 0, 0, 1, { job: null, result: image('a', true) });
  last = written.task('StartInferenceImage', last, 1, 2, { job: job('image', 'birds-r1-inference-image'), result: null });
  last = written.task('AwaitInferenceImage', last, 2, 3, image('b', false));
  last = written.task('StartTraining', last, 3, 4, { job: job('training', 'birds-r1'), result: null });
  written.task('AwaitTraining', last, 4, 9, training);
  return runView(written.events);
}

describe('resultsOf', () => {
  it('finds results in the answers of start and await states by their shape', () => {
    const results = resultsOf(history());
    expect(results.images.map(({ role, image: { key, reused } }) => [role, key, reused])).toEqual([
      ['training image', 'a', true],
      ['inference image', 'b', false],
    ]);
    expect(results.training).toEqual(training);
    expect(results).toMatchObject({ evaluation: undefined, deployment: undefined, outcome: undefined });
  });
});

describe('gateRows', () => {
  it('says which configured metrics matched nothing, though the run succeeded', () => {
    const run = v.parse(settings, {
      training: { metrics: ['auc', 'loss', 'f1'].map((name) => ({ name, regex: `${name}=(.*)` })) },
      evaluation: { metric: 'auc', threshold: 0.7 },
    });
    const evaluation = { verdict: 'passed' as const, metric: 'auc', value: 0.79, threshold: 0.7, champion: null, reason: 'fine' };
    expect(gateRows({ images: [], training, evaluation, run: { settings: run } as never })).toEqual([
      ['Metric', 'auc = 0.79 (loss 0.26)'],
      ['No match', "f1: f1=(.*) found nothing in the training's output (training.metrics)"],
      ['Gate', 'passed: fine'],
    ]);
  });
});

describe('startedJobs', () => {
  it('gives the jobs that states started, with short labels for their output', () => {
    expect(startedJobs(history()).map(({ state, job: started }) => [state, label(started)])).toEqual([
      ['StartInferenceImage', 'inference image'],
      ['StartTraining', 'training'],
    ]);
  });
});

describe('costLines', () => {
  it('says nothing where it does not know the settings', () => {
    expect(costLines({ images: [] })).toEqual([]);
  });
});

describe('statusLines', () => {
  const run = (id: string, outcome: string) => ({ id, startedAt: '', outcome, text: 'AUC 0.79 reaches\n0.75' });

  it('shows champion, endpoint and the newest runs', () => {
    const state: ModelState = {
      ...emptyState,
      champion: {
        release: 'arn:release/3',
        run: 'r3',
        endpoint: 'birds',
        endpointConfig: 'c',
        deploymentKey: 'k',
        at: '2026-11-21T12:00:00Z',
      },
    };
    expect(
      statusLines(
        { model: 'birds', endpoint: 'birds', endpointStatus: 'InService', state, runs: [run('r3', 'succeeded'), run('r2', 'failed')] },
        1,
      ),
    ).toEqual([
      'birds',
      '  champion  release 3, since 2026-11-21T12:00:00Z',
      '            run r3',
      '  endpoint  birds: InService',
      '  runs      r3  succeeded  AUC 0.79 reaches 0.75',
    ]);
  });

  it('says what is not there yet', () => {
    expect(statusLines({ model: 'birds', endpoint: 'birds', runs: [] }, 3)).toEqual([
      'birds',
      '  champion  none yet',
      '  endpoint  birds: not there',
      '  runs      none yet',
    ]);
  });
});
