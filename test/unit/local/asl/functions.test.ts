import { describe, expect, it } from 'vitest';
import { runMachine } from '../../../support/run-machine.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

async function evaluate(expression: string, input: unknown = {}, seed = 1): Promise<unknown> {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21, 3, 4, 5, 678));
  const { outcome } = await runMachine({ S: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }, { input, seed, clock });
  return outcome?.status === 'SUCCEEDED'
    ? JSON.parse(outcome.output as string)
    : outcome?.cause?.replace(/^.*?specified for the field 'Output' /, '');
}

describe("Step Functions' own functions", () => {
  it('partitions, and keeps the outer array even for one part', async () => {
    expect(await evaluate('$partition([1..5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
    expect(await evaluate('$partition([1], 4)')).toEqual([[1]]);
    expect(await evaluate('$partition([1], 0)')).toMatch(/^threw an error during evaluation/);
  });

  it('counts up, down and to a bare number', async () => {
    expect(await evaluate('$range(0, 9, 3)')).toEqual([0, 3, 6, 9]);
    expect(await evaluate('$range(3, 0, -2)')).toEqual([3, 1]);
    expect(await evaluate('$range(1, 9, 9)')).toBe(1);
    expect(await evaluate('$count($range(1, 0, 1))')).toBe(0);
    expect(await evaluate('$range(1, 9, 0)')).toMatch(/^threw an error/);
  });

  it('hashes text', async () => {
    expect(await evaluate('$hash("abc", "SHA-256")')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await evaluate('$hash("abc", "SHA")')).toMatch(/must be MD5, SHA-1/);
  });

  it('draws the same number for the same seed, as java.util.Random does', async () => {
    // new java.util.Random(42).nextDouble()
    expect(await evaluate('$random(42)')).toBe(0.7275636800328681);
    expect(await evaluate('$random()', {}, 7)).toBe(await evaluate('$random()', {}, 7));
    expect(await evaluate('$random()', {}, 7)).not.toBe(await evaluate('$random()', {}, 8));
  });

  it('makes version 4 ids from the given random source', async () => {
    expect(await evaluate('$uuid()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await evaluate('$uuid()')).toBe(await evaluate('$uuid()'));
  });

  it('parses JSON text', async () => {
    expect(await evaluate('$parse("{\\"a\\": [1, null]}")')).toEqual({ a: [1, null] });
    expect(await evaluate('$parse("not json")')).toMatch(/^threw an error/);
    expect(await evaluate('$parse(1)')).toBe(
      'threw an error during evaluation. T0410: Argument 1 of function "parse" does not match function signature',
    );
  });

  it("has no $eval: AWS's text for it", async () => {
    expect(await evaluate('$eval("1+1")')).toBe('threw an error during evaluation. T1006: Attempted to invoke a non-function');
  });

  it("reads the execution's clock", async () => {
    expect(await evaluate('$now()')).toBe('2026-11-21T03:04:05.678Z');
    expect(await evaluate('$now("[Y0001]/[M01]", "+0900")')).toBe('2026/11');
    expect(await evaluate('$millis()')).toBe(Date.UTC(2026, 10, 21, 3, 4, 5, 678));
  });

  it('names the function that got a wrong argument', async () => {
    expect(await evaluate('$sum("a")')).toBe(
      'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
    );
  });
});
