import { expect, it } from 'vitest';
import { at, leaves, merge, nested, without } from '../../../cli/tree.ts';

it('merges mappings and replaces all else', () => {
  expect(merge({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2] }, d: { e: 1 } })).toEqual({ a: { b: 1, c: [2] }, d: { e: 1 } });
});

it('takes out one value and the mappings that were only there for it', () => {
  expect(without({ a: { b: { c: 1 } }, d: 1 }, ['a', 'b', 'c'])).toEqual({ d: 1 });
  expect(without({ a: { b: 1, c: 2 } }, ['a', 'b'])).toEqual({ a: { c: 2 } });
  expect(without({ a: 1 }, ['a', 'b'])).toEqual({ a: 1 });
});

it('reads and makes what is at a path, and lists every path', () => {
  expect(at(nested(['a', 'b'], 1), ['a', 'b'])).toBe(1);
  expect(at({ a: 1 }, ['a', 'toString'])).toBeUndefined();
  expect(leaves({ a: { b: 1, c: {} }, d: [1] }).map(({ path, value }) => [path.join('.'), value])).toEqual([
    ['a.b', 1],
    ['a.c', {}],
    ['d', [1]],
  ]);
});
