import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { columns, csv, example, good, report, reports, startTraining, train, trainingFolder } from './fixture.ts';

const later = { 'Flight Date': '1999-02-01' };

it('trains, prints the metrics that the settings read, and leaves a model', () => {
  const base = trainingFolder(good(), { minCount: '2' });
  const { status, stdout, failure } = train(base);
  expect({ status, failure }).toEqual({ status: 0, failure: undefined });
  const { training, evaluation } = parse(readFileSync(join(example, 'trainyard.yml'), 'utf8'));
  const found = training.metrics.map(({ name, regex }: { name: string; regex: string }) => [name, new RegExp(regex).exec(stdout)?.[1]]);
  for (const [, value] of found) expect(Number(value)).toSatisfy(Number.isFinite);
  expect(Object.fromEntries(found)[evaluation.metric]).toBe('1.0000');
  expect(JSON.parse(readFileSync(join(base, 'model/model.json'), 'utf8'))).toMatchObject({ format: 1, bias: expect.any(Number) });
});

const without = (column: string) => columns.filter((one) => one !== column);

it.each([
  [
    'a missing column',
    { training: csv(reports(8), without('Wildlife Size')), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv has no column "Wildlife Size"; it has Airport Name, Aircraft Make Model/,
  ],
  [
    'no damage at all',
    { training: csv(reports(8, { 'Effect Amount of damage': 'None' })), evaluation: csv(reports(8, later)) },
    /^label "Effect Amount of damage" has 0 positives in 8 rows of training; nothing to learn$/,
  ],
  [
    'a ragged line',
    { training: `${csv(reports(8))}one,two\n`, evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv line 10 has 2 fields where the header has 12$/,
  ],
  [
    'evaluation before the end of training',
    { training: csv(reports(8)), evaluation: csv(reports(8, { 'Flight Date': '1999-01-08' })) },
    /^the evaluation data begins on 1999-01-08, the training data ends on 1999-01-08: evaluate on later days than those learned from$/,
  ],
  ['a channel that is not there', { training: csv(reports(8)) }, /^the channel "evaluation" has no \.csv file \(looked in /],
  [
    'a date in another form',
    { training: csv([report(0), report(1, { 'Flight Date': '1/2/99' })]), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv: "Flight Date" must be a date such as 1999-10-19, got "1\/2\/99"$/,
  ],
  [
    'a row without a label',
    { training: csv([report(0), report(1, { 'Effect Amount of damage': '' })]), evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv: row 2 has no "Effect Amount of damage"$/,
  ],
  [
    'an empty file',
    { training: '', evaluation: csv(reports(8, later)) },
    /^training\/reports\.csv is empty: the first line must name the columns$/,
  ],
])('refuses %s in one sentence of the failure file', (_what, channels: Record<string, string>, message) => {
  const base = trainingFolder(channels);
  const { status, failure, stderr } = train(base);
  expect(status).toBe(1);
  expect(failure).toMatch(message);
  expect(stderr).toContain(failure);
  expect(existsSync(join(base, 'model/model.json'))).toBe(false);
});

it('refuses a wrong hyperparameter', () => {
  const { status, failure } = train(trainingFolder(good(), { epochs: 'many' }));
  expect({ status, failure }).toEqual({ status: 1, failure: 'hyperparameter epochs must be a whole number from 1 to 1000, got "many"' });
});

it('saves the model it has on SIGTERM, and ends well', async () => {
  const base = trainingFolder(good(), { epochs: '1000', minCount: '2' });
  const child = startTraining(base);
  await new Promise<void>((resolve) => child.stdout?.on('data', (data) => String(data).includes('epoch=1;') && resolve()));
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(existsSync(join(base, 'model/model.json'))).toBe(true);
});

it('knows no other command than train', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(example, 'training/main.mjs'), 'tarin'], { encoding: 'utf8' });
  expect(status).toBe(64);
  expect(stderr).toBe('expected the command "train", got "tarin"\n');
});
