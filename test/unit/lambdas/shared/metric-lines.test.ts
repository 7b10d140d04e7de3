import { expect, it } from 'vitest';
import { nearMisses } from '../../../../lambdas/shared/jobs/metric-lines.ts';

const log = [
  'starting',
  '[0]#011train-auc:0.8#011validation-auc:0.81',
  '',
  '[1]#011train-auc:0.9#011validation-auc:0.82',
  'saved the model',
];

it.each([
  ['the words of the expression', { name: 'm', regex: '\\tvalidation-auc:([0-9.]+)' }, [log[1], log[3]]],
  ['the words of the name', { name: 'train:auc', regex: '=(\\d+)' }, [log[1], log[3]]],
  ['whatever stands last, where nothing comes near', { name: 'f1', regex: 'F1=(\\S+)' }, log.filter(Boolean).slice(-3)],
])('quotes the last lines that hold %s', (_what, metric, lines) => expect(nearMisses(log, metric)).toEqual(lines));

it('quotes three at most, and no long line whole', () => {
  const lines = Array.from({ length: 9 }, (_, i) => `auc ${i} ${'x'.repeat(300)}`);
  const quoted = nearMisses(lines, { name: 'auc', regex: 'auc=(.*)' });
  expect(quoted.map((line) => [line.slice(0, 5), line.length])).toEqual([6, 7, 8].map((i) => [`auc ${i}`, 200]));
});
