import { expect, it } from 'vitest';
import { load, report, reports } from './fixture.ts';

it('reads quoted fields, doubled quotes, line ends inside quotes and a byte order mark', async () => {
  const { readCsv } = await load('features/csv.mjs');
  expect(readCsv('\uFEFFa,b\r\n"x, ""y""","1\n2"\r\n\n,\n', 'x.csv').rows).toEqual([
    { a: 'x, "y"', b: '1\n2' },
    { a: '', b: '' },
  ]);
});

it('writes what it reads', async () => {
  const { readCsv, csvLine } = await load('features/csv.mjs');
  const fields = ['plain', 'a,b', 'say "hi"', 'two\nlines', ''];
  expect(Object.values(readCsv(`a,b,c,d,e\n${csvLine(fields)}\n`, 'x').rows[0])).toEqual(fields);
});

it('names file and line of a ragged row, counting lines inside quotes', async () => {
  const { readCsv } = await load('features/csv.mjs');
  expect(() => readCsv('a,b\n"1\n2",3\nonly\n', 'x.csv')).toThrow('x.csv line 4 has 1 fields where the header has 2');
  expect(() => readCsv('a,b\n"1,3\n', 'x.csv')).toThrow('x.csv line 2 opens a quote that never closes');
});

it('never looks at what is known only after the strike', async () => {
  const { featureNames } = await load('features/strikes.mjs');
  const names = featureNames(report(0));
  expect(names.join()).not.toMatch(/9999|Cost|Minor|damage/);
  expect(names).toContain('Wildlife Size=Large');
});

it('makes a missing value a value of its own', async () => {
  const { featureNames } = await load('features/strikes.mjs');
  expect(featureNames({})).toEqual(expect.arrayContaining(['speed=missing', 'Wildlife Size=missing', 'month=missing']));
  expect(featureNames({ 'Speed IAS in knots': 138.5 })).toContain('speed=120');
});

it('ignores values that are too rare to learn from', async () => {
  const { vocabulary } = await load('features/strikes.mjs');
  const rows = [...reports(9), report(1, { 'Origin State': 'Maine' })];
  expect(vocabulary(rows, 2)).toContain('Origin State=Illinois');
  expect(vocabulary(rows, 2)).not.toContain('Origin State=Maine');
});

it('measures AUC as the chance that damage scores above no damage, ties counting half', async () => {
  const { auc } = await load('training/metrics.mjs');
  expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  expect(auc([1, 2, 3], [0, 0, 1])).toBe(1);
  expect(auc([3, 2, 1], [0, 0, 1])).toBe(0);
  expect(auc([5, 5, 5, 5], [0, 1, 0, 1])).toBe(0.5);
});

it('measures log-loss without ever being infinite', async () => {
  const { logLoss } = await load('training/metrics.mjs');
  expect(logLoss([0.5, 0.5], [0, 1])).toBeCloseTo(Math.log(2));
  expect(logLoss([1, 0], [0, 1])).toBeLessThan(30);
});

it('learns what separates the classes, and the same from the same rows and seed', async () => {
  const { learn } = await load('training/learn.mjs');
  const { predictor } = await load('features/model.mjs');
  const options = { epochs: 20, learningRate: 0.1, l2: 0, minCount: 2, seed: 1 };
  const model = await learn(reports(100), options, async () => true);
  const predict = predictor(model);
  expect(predict(report(0))).toBeGreaterThan(0.7);
  expect(predict(report(1))).toBeLessThan(0.1);
  expect(await learn(reports(100), options, async () => true)).toEqual(model);
  expect(await learn(reports(100), { ...options, seed: 2 }, async () => true)).not.toEqual(model);
});

it('refuses a model file of another format', async () => {
  const { predictor } = await load('features/model.mjs');
  expect(() => predictor({ format: 2 })).toThrow('the model file has format 2; this code reads format 1');
});

it.each([
  [{ epochs: 'many' }, 'hyperparameter epochs must be a whole number from 1 to 1000, got "many"'],
  [{ epochs: '2.5' }, 'hyperparameter epochs must be a whole number from 1 to 1000, got "2.5"'],
  [{ learningRate: '' }, 'hyperparameter learningRate must be a number from 0.000001 to 10, got ""'],
  [{ epoch: '3' }, 'unknown hyperparameter epoch; known are epochs, learningRate, l2, minCount, seed'],
])('refuses the hyperparameters %o', async (given, message) => {
  const { readOptions } = await load('training/options.mjs');
  expect(() => readOptions(given)).toThrow(message);
});

it('reads hyperparameters from strings, with defaults for the others', async () => {
  const { readOptions } = await load('training/options.mjs');
  expect(readOptions({ epochs: '5', l2: '0' })).toEqual({ epochs: 5, learningRate: 0.02, l2: 0, minCount: 20, seed: 1 });
});
