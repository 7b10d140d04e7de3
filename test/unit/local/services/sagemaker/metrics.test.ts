import { expect, it } from 'vitest';
import { asLogged } from '../../../../../local/services/sagemaker/common/logs.ts';
import { metricReader } from '../../../../../local/services/sagemaker/training/metrics.ts';

const time = new Date(0);

function read(
  regexes: Readonly<Record<string, string>>,
  lines: readonly string[],
  onSlow: (text: string) => void = () => {},
  limit = 5000,
) {
  const definitions = Object.entries(regexes).map(([Name, Regex]) => ({ Name, Regex }));
  const reader = metricReader(definitions, onSlow, limit);
  for (const line of lines) reader.read(asLogged(line), time);
  return Object.fromEntries(reader.final().map(({ MetricName, Value }) => [MetricName, Value]));
}

it('sees control characters as SageMaker writes them: # and three octal digits', () => {
  expect(asLogged('a\tb\rc\u001b[1md\u0000\u007f é😀')).toBe('a#011b#015c#033[1md#000#177 é😀');
  const lines = ['[0]\ttrain-auc:0.91\tvalidation-auc:0.75', '[1]\ttrain-auc:0.95\tvalidation-auc:0.8125'];
  const aws = '.*\\[[0-9]+\\].*#011validation-auc:([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?).*';
  expect(read({ aws, tab: '\\tvalidation-auc:([0-9.]+)', any: 'validation-auc:([0-9.]+)' }, lines)).toEqual({ aws: 0.8125, any: 0.8125 });
});

it('takes the last value of a progress bar, which is one line', () => {
  const bar = '\r 1/2 [=>..] - loss: 0.75 - val_acc: 0.25\r 2/2 [====] - loss: 0.5 - val_acc: 0.875';
  expect(read({ loss: ' loss: ([0-9.]+)', acc: 'val_acc: ([0-9.]+)' }, [bar])).toEqual({ loss: 0.5, acc: 0.875 });
});

it('keeps the last finite number; nan, inf and texts are none', () => {
  expect(read({ a: 'a=(\\S*)' }, ['a=1', 'a=0.5 a=nan', 'a=inf', 'a=', 'a=x'])).toEqual({ a: 0.5 });
});

it('reads case-insensitive expressions', () => expect(read({ a: '(?i)AUC=([0-9.]+)' }, ['Auc=0.5'])).toEqual({ a: 0.5 }));

it('gives up an expression that would run for ever, and says so once; the others go on', () => {
  const said: string[] = [];
  const lines = [`${'a'.repeat(60)}!`, 'auc=0.5', `${'a'.repeat(60)}!`];
  expect(read({ bad: '^(a+)+$', auc: 'auc=([0-9.]+)' }, lines, (text) => said.push(text), 50)).toEqual({ auc: 0.5 });
  expect(said).toEqual([expect.stringContaining('The regular expression of the metric bad takes too long')]);
});
