import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsFile } from '../../../../lambdas/contract/settings.ts';
import { example } from './fixture.ts';

const read = () => v.parse(settingsFile, parse(readFileSync(join(example, 'trainyard.yml'), 'utf8')));

it('has settings that are right, and names files that are there', () => {
  const { model, build, evaluation, training, deployment } = read();
  expect(model).toBe('bird-strikes');
  for (const { dockerfile, paths } of [build.training, build.inference]) {
    for (const path of [dockerfile, ...paths]) expect([path, existsSync(join(example, path))]).toEqual([path, true]);
  }
  expect(training.metrics.map(({ name }) => name)).toContain(evaluation.metric);
  expect(Object.keys(training.channels)).toContain(evaluation.channel);
  expect(existsSync(join(example, deployment.samples))).toBe(true);
});

it.each(['training', 'inference'] as const)('copies into the %s image what its settings say it depends on, and nothing else', (role) => {
  const { dockerfile, paths } = read().build[role];
  const copied = [...readFileSync(join(example, dockerfile), 'utf8').matchAll(/^COPY (\S+) /gm)].map(([, path]) => path);
  expect([dockerfile, ...copied].sort()).toEqual([...paths].sort());
});

it('does not train again when only the serving code changed', () => {
  const { training, inference } = read().build;
  expect(training.paths.filter((path) => inference.paths.includes(path))).toEqual(['features']);
});
