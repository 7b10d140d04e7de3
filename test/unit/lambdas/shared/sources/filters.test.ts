import { describe, expect, it } from 'vitest';
import { isWantedBranch, touchesPaths } from '../../../../../lambdas/shared/sources/filters.ts';

describe('the branch filter', () => {
  it.each([
    ['main', ['main'], true],
    ['main2', ['main'], false],
    ['release/1.2', ['release/*'], true],
    ['release/1/2', ['release/*'], true],
    ['release', ['release/*'], false],
    ['a.b', ['a.b'], true],
    ['axb', ['a.b'], false],
    ['feature/x-y', ['*/x-*', 'main'], true],
    ['anything', ['*'], true],
    ['a+(b)', ['a+(*)'], true],
  ])('takes %s for %j: %s', (branch, patterns, expected) => expect(isWantedBranch(branch, patterns)).toBe(expected));
});

describe('the path filter', () => {
  it.each([
    [['src/a.js'], ['src'], true],
    [['src/a.js'], ['src/'], true],
    [['src/a.js'], ['./src/a.js'], true],
    [['src/a.js'], ['src/a'], false],
    [['srcs/a.js'], ['src'], false],
    [['README.md'], ['.'], true],
    [[], ['src'], false],
  ])('takes %j for %j: %s', (touched, wanted, expected) => expect(touchesPaths(touched, wanted)).toBe(expected));
});
