import { expect, it } from 'vitest';
import { guardOf } from '../../../../../local/services/states/regex-guard.ts';

it('ends a search that would take years, and leaves others their results and errors', () => {
  const guard = guardOf(20);
  expect(() => guard(() => /^(a+)+$/.exec(`${'a'.repeat(60)}b`))).toThrow('timed out');
  expect(guard(() => /b/.exec('abc')?.index)).toBe(1);
  expect(() =>
    guard(() => {
      throw new TypeError('own');
    }),
  ).toThrow(TypeError);
});
