import { describe, expect, it } from 'vitest';
import { newLines } from '../../../../cli/view/lines.ts';
import { runView } from '../../../../cli/view/run-view.ts';
import { visibleLength } from '../../../../cli/view/screen.ts';
import { paint, plain } from '../../../../cli/view/text.ts';
import { treeLines, withinRows } from '../../../../cli/view/tree.ts';
import { HistoryWriter } from '../history.ts';

function running() {
  const history = new HistoryWriter().begin();
  const prepared = history.task('Prepare', 0, 0, 0.4, { run: { id: '20261121-120000-abc123' }, outcome: null });
  const chosen = history.exit('IsReleaseGiven', history.enter('IsReleaseGiven', prepared, 0.4, 'Choice'), 0.4, 'Choice');
  const started = history.add('ParallelStateStarted', history.enter('BuildAndTrain', chosen, 0.4, 'Parallel'), 0.4);
  const image = history.task('StartTrainingImage', started, 0.4, 0.6, {
    job: null,
    result: { reused: true, reason: 'nothing it depends on changed' },
  });
  history.task('StartInferenceImage', started, 0.4, 0.7, { job: { name: 'bird-strikes-1-inference-image' }, result: null });
  history.begun('AwaitTraining', image, 0.7);
  return { history, view: runView(history.events) };
}

describe('treeLines', () => {
  it('shows branches, elapsed times and what the answers say', () => {
    const { history, view } = running();
    expect(treeLines('bird-strikes', view, { now: history.start + 2400, columns: 100, paint: plain })).toEqual([
      'bird-strikes  running  2.4 s',
      '✓ Prepare                   0.4 s  run 20261121-120000-abc123',
      '● BuildAndTrain             2.0 s',
      '✓ ├─ StartTrainingImage     0.2 s  reused: nothing it depends on changed',
      '● │  AwaitTraining          1.7 s',
      '✓ └─ StartInferenceImage    0.3 s  bird-strikes-1-inference-image',
    ]);
  });

  it('is never wider than the terminal, in colour or without', () => {
    const { history, view } = running();
    for (const columns of [10, 24, 40, 80]) {
      for (const line of treeLines('bird-strikes', view, { now: history.start + 2400, columns, paint }))
        expect(visibleLength(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('keeps the head and the newest lines on a low terminal', () => {
    expect(withinRows(['head', 'a', 'b', 'c', 'd'], 4)).toEqual(['head', '  … 2 earlier lines', 'c', 'd']);
    expect(withinRows(['head', 'a'], 4)).toEqual(['head', 'a']);
  });
});

describe('newLines', () => {
  it('gives a line for each state entered and left, in the order of time', () => {
    const { view } = running();
    expect(newLines(undefined, view)).toEqual([
      '    0.0 s  ▸ Prepare',
      '    0.4 s  ✓ Prepare  0.4 s  run 20261121-120000-abc123',
      '    0.4 s  ▸ BuildAndTrain',
      '    0.4 s  ▸   StartTrainingImage',
      '    0.4 s  ▸   StartInferenceImage',
      '    0.6 s  ✓   StartTrainingImage  0.2 s  reused: nothing it depends on changed',
      '    0.7 s  ▸   AwaitTraining',
      '    0.7 s  ✓   StartInferenceImage  0.3 s  bird-strikes-1-inference-image',
    ]);
  });

  it('gives only what is new since the last look', () => {
    const { history, view } = running();
    const last = history.events.at(-1)?.id ?? 0;
    history.exit(
      'AwaitTraining',
      history.add('TaskSucceeded', last, 5, { taskSucceededEventDetails: { resourceType: 'lambda', resource: 'invoke', output: '{}' } }),
      5,
    );
    expect(newLines(view, runView(history.events))).toEqual(['    5.0 s  ✓   AwaitTraining  4.3 s']);
    expect(newLines(view, view)).toEqual([]);
  });
});
