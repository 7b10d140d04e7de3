import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions } from '../../../lambdas/contract/functions.ts';

const root = new URL('../../../', import.meta.url);
const bundle = (name: string) => new URL(`dist/lambdas/${name}/index.cjs`, root);

// `npm test` builds first.
describe.skipIf(!existsSync(bundle('prepare')))('the function bundles', () => {
  const large = ['sweep', 'check', 'wake'];
  const kilobytes = (name: string) => (large.includes(name) ? 450 : 420);
  it.each(Object.keys(functions))('%s has at most 420 kB (sweep, check and wake 450), SDK included', (name) => {
    expect(statSync(bundle(name)).size).toBeLessThanOrEqual(kilobytes(name) * 1000);
  });
});

describe('the functions', () => {
  it('are exactly those of the contract, each with an entry of at most 25 lines', () => {
    const folders = readdirSync(new URL('lambdas/', root)).filter((name) => existsSync(new URL(`lambdas/${name}/handler.ts`, root)));
    expect(new Set(folders)).toEqual(new Set(Object.keys(functions)));
    for (const name of folders)
      expect([name, readFileSync(new URL(`lambdas/${name}/handler.ts`, root), 'utf8').split('\n').length <= 26]).toEqual([name, true]);
  });
});
