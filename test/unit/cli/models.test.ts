import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findModels } from '../../../cli/models.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trainyard-models-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const settings = (model: string, rest = '') => `model: ${model}\nevaluation: { metric: auc, threshold: 0.7 }\n${rest}`;

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('findModels', () => {
  it('takes folders and settings files, and a source elsewhere', () => {
    write('a/trainyard.yml', settings('a'));
    write('b.yml', settings('b', 'source: { path: a }\ndata: { folder: d, prepare: make }\n'));
    expect(findModels(['a', 'b.yml'], folder)).toMatchObject([
      { name: 'a', folder: join(folder, 'a'), data: { folder: 'data' } },
      { name: 'b', folder: join(folder, 'a'), data: { folder: 'd', prepare: 'make' } },
    ]);
  });

  it('takes all of models/ where none is named', () => {
    write('models/a/trainyard.yml', settings('a'));
    write('models/b.yml', settings('b'));
    write('models/README.md', '');
    expect(findModels([], folder, folder).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('says what to do when there is none', () => {
    expect(() => findModels([], folder, folder)).toThrow('got no PATH, and models/ is empty. `trainyard init PATH` writes one.');
    write('examples/bird-strikes/trainyard.yml', '');
    expect(() => findModels([], folder, folder)).toThrow('got no PATH, and models/ is empty. Try: trainyard local examples/bird-strikes');
    expect(() => findModels(['x'], folder)).toThrow('nothing is at x');
    write('x/a.txt', '');
    expect(() => findModels(['x'], folder)).toThrow('Expected a trainyard.yml in x; found none. `trainyard init x` writes one.');
  });

  it('names a wrong setting, what came and what was meant', () => {
    write('x/trainyard.yml', settings('x', 'trainning: {}\nbuild: { timeoutMinutes: two }\n'));
    expect(() => findModels(['x'], folder)).toThrow(
      /^x\/trainyard\.yml: .*timeoutMinutes: expected a number, got "two".*did you mean "training"/,
    );
    write('y/trainyard.yml', 'a: [');
    expect(() => findModels(['y'], folder)).toThrow(/^Expected YAML in y\/trainyard\.yml; got: /);
  });
});
