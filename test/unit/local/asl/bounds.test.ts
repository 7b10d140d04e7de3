import { afterEach, describe, expect, it } from 'vitest';
import { guardRegexes } from '../../../../local/asl/index.ts';
import { runMachine } from '../../../support/run-machine.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

afterEach(() => guardRegexes((run) => run()));

/** The output of one expression, or what AWS would name its failure by. */
async function evaluate(expression: string, input: unknown = {}): Promise<unknown> {
  const { outcome } = await runMachine({ S: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }, { input });
  if (outcome?.status === 'SUCCEEDED') return JSON.parse(outcome.output as string);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  return outcome?.cause?.replace(/^.*threw an error during evaluation[.:] /, '');
}

describe('an expression that does not end by itself', () => {
  it('fails when it recurses without an end, with what it holds bounded', async () => {
    expect(await evaluate('($f := function($n) {1 + $f($n + 1)}; $f(0))')).toMatch(
      /^U1001: The evaluation was stopped: it recurses too deep/,
    );
  });

  it('fails when it calls itself in a tail for ever, which takes no depth', async () => {
    expect(await evaluate('($f := function() {$f()}; $f())')).toMatch(
      /^U1001: The evaluation was stopped: it does not end within 1000000 steps/,
    );
  });

  it('can be caught, as any failure of an expression', async () => {
    const caught = { ErrorEquals: ['States.QueryEvaluationError'], Next: 'E' };
    const run = await runMachine({
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'R', States: { R: { Type: 'Pass', Output: '{% $range(1, 1e12, 1) %}', End: true } } }],
        Catch: [caught],
        End: true,
      },
      E: { Type: 'Pass', Output: 'caught', End: true },
    });
    expect(run.outcome?.output).toBe('"caught"');
  });

  it('leaves the world time for other things: time passes while it is evaluated', async () => {
    const clock = new VirtualClock();
    let ticks = 0;
    const tick = () => clock.after(0, () => ++ticks < 10 && tick());
    tick();
    await runMachine({ S: { Type: 'Pass', Output: '{% $sum($map([1..20000], function($n) {$n})) %}', End: true } }, { clock });
    expect(ticks).toBe(10);
  });

  it('is given up once its execution has been stopped', async () => {
    const clock = new VirtualClock();
    const run = await runMachine(
      { S: { Type: 'Pass', Output: '{% ($f := function() {$f()}; $f()) %}', End: true } },
      {
        clock,
        meanwhile: async (execution) => {
          await new Promise((resolve) => setImmediate(resolve));
          execution.stop('Enough', 'asked');
        },
      },
    );
    expect(run.outcome).toMatchObject({ status: 'ABORTED', error: 'Enough' });
  });
});

describe('what an expression may use', () => {
  it('is far more than 256 KiB of data need', async () => {
    expect(await evaluate('($f := function($n) {$n = 0 ? 0 : 1 + $f($n - 1)}; $f(3000))')).toBe(3000);
    expect(await evaluate('($f := function($n, $sum) {$n = 0 ? $sum : $f($n - 1, $sum + $n)}; $f(20000, 0))')).toBe(200_010_000);
    const items = Array.from({ length: 3000 }, (_, id) => ({ id, name: `item ${id}` }));
    expect(await evaluate('$count($states.input.items[id % 2 = 0].name)', { items })).toBe(1500);
    expect(await evaluate('$sum($map($states.input.items, function($v) {$count($states.input.items)}))', { items })).toBe(9_000_000);
    expect(await evaluate('$length($reduce($states.input.items, function($all, $one) {$all & $one.name}, ""))', { items })).toBe(
      items.map(({ name }) => name).join('').length,
    );
  });

  it('is bounded where one call makes much of little', async () => {
    const tooLarge = /^U1001: The evaluation was stopped: (A value is larger than 10485760 bytes|a text would have \d+ characters)$/;
    for (const expression of [
      '[1..10000000]',
      '$pad("a", 1000000000)',
      '$join([1..100000].("x"), $pad("", 1000))',
      '($f := function($s, $n) {$n = 0 ? $s : $f($s & $s, $n - 1)}; $f("xxxxxxxx", 60))',
      '($f := function($a, $n) {$n = 0 ? $a : $f({"a": $a, "b": $a}, $n - 1)}; $f(1, 60))',
      '$length($string(($f := function($a, $n) {$n = 0 ? $a : $f([[$a], [$a]], $n - 1)}; $f(1, 60))))',
    ])
      expect(await evaluate(expression), expression).toMatch(tooLarge);
    expect(await evaluate('$replace($pad("", 100000, "a"), "a", $pad("", 100000, "b"))')).toBe('Invalid string length');
    expect(await evaluate('[1..100000000]')).toMatch(/^D2014: /);
    expect(await evaluate('$range(1, 1e12, 1)')).toMatch(/^D2014: The size of the sequence .* Attempted to allocate 1000000000000\.$/);
    expect(await evaluate('$count($range(1e17, 1e17 + 100, 1))')).toBe(97);
  });

  it('is bounded in what is nested, wherever it comes from', async () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(JSON.stringify(await evaluate('$states.input', deep(900)))).toBe(deep(900));
    expect(await evaluate('$states.input', deep(100_000))).toBe('A value is nested more than 1000 levels deep');
    expect(await evaluate('($f := function($a, $n) {$n = 0 ? $a : $f([[$a]], $n - 1)}; $f(1, 2000))')).toMatch(
      /nested more than 1000 levels/,
    );
  });

  it('quotes no more of a value in a cause than a cause may have', async () => {
    const map = {
      Type: 'Map',
      Items: '{% $pad("", 100000, "x") %}',
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } },
      End: true,
    };
    const { outcome } = await runMachine({ M: map });
    expect(outcome?.cause).toHaveLength(32_768);
  });
});

describe('functions with a bound of ours', () => {
  it('give what jsonata gives', async () => {
    expect(
      await evaluate('[$pad("a", 5, "xy"), $pad("a", -5, "#"), $pad("a", 3), $pad("abc", 2), $pad("\u{1f600}", 3, "\u{1f601}b")]'),
    ).toEqual(['axyxy', '####a', 'a  ', 'abc', '\u{1f600}\u{1f601}b']);
    expect(await evaluate('[$join(["a", "b"], ", "), $join("a"), $join(["a", "b"])]')).toEqual(['a, b', 'a', 'ab']);
    expect(await evaluate('$distinct([1, "1", 1, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [1], [1], null, null, true])')).toEqual([
      1,
      '1',
      { a: 1, b: 2 },
      [1],
      null,
      true,
    ]);
    expect(await evaluate('$distinct("one")')).toBe('one');
    expect(await evaluate('$distinct([1, 1].($ + 0))')).toBe(1);
    expect(await evaluate('[$exists($pad($none, 1)), $exists($join($none)), $exists($distinct($none))]')).toEqual([false, false, false]);
  });

  it('tell a hundred thousand values apart at once', async () => {
    expect(await evaluate('$count($distinct([1..100000]))')).toBe(100_000);
  });
});

describe('regular expressions', () => {
  it('give what jsonata gives, one match after another', async () => {
    expect(await evaluate('$match("ab cb db", /(.)b/).match')).toEqual(['ab', 'cb', 'db']);
    expect(await evaluate('$match("ab cb db", /(.)b/).groups')).toEqual(['a', 'c', 'd']);
    expect(await evaluate('$split("a1b2c", /[0-9]/)')).toEqual(['a', 'b', 'c']);
    expect(await evaluate('$replace("Bob, bob", /bob/i, "Al")')).toBe('Al, Al');
    expect(await evaluate('$map(["xa", "b", "ya"], function($v) {$contains($v, /a$/)})')).toEqual([true, false, true]);
    expect(await evaluate('$count($match($pad("", 5000, "ab"), /b/))')).toBe(2500);
    expect(await evaluate('$replace("abc", /x*/, "-")')).toMatch(/^D1004: /);
  });

  it('run under the guard of the host, and fail when it ends them', async () => {
    let guarded = 0;
    guardRegexes((run) => (++guarded > 1 ? fail() : run()));
    const fail = () => {
      throw new Error('out of time');
    };
    expect(await evaluate('$contains("abc", /b/)')).toBe(true);
    expect(await evaluate('$contains("aaaaab", /^(a+)+$/)')).toBe(
      'U1001: The evaluation was stopped: a regular expression did not come to an end on 6 characters',
    );
  });
});
