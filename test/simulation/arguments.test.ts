import { describe, expect, it, vi } from 'vitest';
import { oneOfThese, whole, withUsage } from './arguments.ts';

describe("a simulation's arguments", () => {
  it('that are left out are the usual ones', () => {
    expect([whole('runs', undefined, 1000), oneOfThese('transport', undefined, ['short', 'full'], 'short')]).toEqual([1000, 'short']);
    expect([whole('seed', '0', 1, 0), oneOfThese('transport', 'full', ['short', 'full'], 'short')]).toEqual([0, 'full']);
  });

  it.each(['x', '-1', '1.5', '', '0', 'toString'])('that are no whole number name the option and what came: %j', (value) => {
    expect(() => whole('runs', value, 1)).toThrow(`--runs: expected a whole number from 1 on, got ${value}`);
  });

  it('that are no word of theirs name all words', () => {
    const asked = () => oneOfThese('transport', 'nonsense', ['short', 'full'], 'short');
    expect(asked).toThrow('--transport: expected one of short, full, got nonsense');
  });

  it('when wrong are told with the usage and exit with 2; every other fault is none of theirs', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const before = process.exitCode;
    await withUsage('simulate [--runs N]', async () => void whole('runs', 'x', 1));
    expect(write.mock.calls.flat()).toEqual(['--runs: expected a whole number from 1 on, got x\nsimulate [--runs N]\n']);
    expect(process.exitCode).toBe(2);
    process.exitCode = before;
    write.mockRestore();
    await expect(withUsage('', () => Promise.reject(new Error('other')))).rejects.toThrow('other');
  });
});
