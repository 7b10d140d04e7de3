import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../../../local/asl');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

describe('the interpreter', () => {
  it('imports jsonata and its own files, nothing else', () => {
    const foreign = files.flatMap((file) => {
      const source = readFileSync(join(root, file), 'utf8');
      const names = [...source.matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, name]) => name as string);
      const outside = (name: string) =>
        name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)).startsWith('..') : name !== 'jsonata';
      return names.filter(outside).map((name) => `${file}: ${name}`);
    });
    expect(files.length).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
  });

  it('reads no clock, sets no timer and draws no random number of its own', () => {
    const impure = /\b(Date\.now|new Date\(\)|setTimeout|setInterval|setImmediate|Math\.random|performance|crypto|process|Buffer)\b/;
    expect(files.filter((file) => impure.test(readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')))).toEqual(
      [],
    );
  });

  it('exports no name that makes a module a promise', () => {
    expect(files.filter((file) => /export (const|function) then\b/.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
