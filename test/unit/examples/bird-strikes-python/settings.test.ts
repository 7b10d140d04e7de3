import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingsFile } from '../../../../lambdas/contract/settings.ts';

const folder = (name: string) => join(import.meta.dirname, '../../../../examples', name);
const read = (name: string) => v.parse(settingsFile, parse(readFileSync(join(folder(name), 'trainyard.yml'), 'utf8')));
const python = read('bird-strikes-python');
const javascript = read('bird-strikes');

it('builds one image for both roles, of all that is copied into it', () => {
  expect(python.build.training).toEqual(python.build.inference);
  const { dockerfile, paths } = python.build.training;
  const copied = [...readFileSync(join(folder('bird-strikes-python'), dockerfile), 'utf8').matchAll(/^COPY (\S+) /gm)].map(
    ([, path]) => path,
  );
  expect([dockerfile, ...copied].sort()).toEqual([...paths].sort());
});

it('is judged as the example in JavaScript: the same channels, metrics, gate and samples', () => {
  expect(python.evaluation).toEqual(javascript.evaluation);
  expect(python.training.metrics).toEqual(javascript.training.metrics);
  expect(python.training.channels).toEqual(javascript.training.channels);
  expect(join(folder('bird-strikes-python'), python.data.folder)).toBe(join(folder('bird-strikes'), javascript.data.folder));
  const samples = (name: string) => {
    const path = join(folder(name), 'samples');
    return readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]);
  };
  expect(samples('bird-strikes-python')).toEqual(samples('bird-strikes'));
});
