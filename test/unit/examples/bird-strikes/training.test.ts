import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { example, good, startTraining, train, trainingFolder } from './fixture.ts';
import { refusedTrainings } from './refusals.ts';

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

it.each(refusedTrainings)('refuses %s in one sentence of the failure file', (_what, channels, message) => {
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
