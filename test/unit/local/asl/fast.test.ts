import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../../local/asl/environment.ts';
import { compileFast, UNSURE } from '../../../../local/asl/fast.ts';

const values = fc.oneof(
  fc.constantFrom(
    0,
    1,
    -1,
    0.1,
    1e21,
    0.1 + 0.2,
    '',
    'a',
    'b',
    true,
    false,
    null,
    [],
    [1],
    [1, 2],
    [[1]],
    [[]],
    {},
    { a: 1 },
    { a: [1] },
    { a: { b: 'x' } },
    [{ a: 1 }, { a: 2 }],
    { a: [] },
    { a: null },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Source texts of the grammar that the fast path knows, over the variables $x, $y and the unknown $z. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  const operator = fc.constantFrom('+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', 'and', 'or');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        '1',
        '0',
        '-2.5',
        '"a"',
        "''",
        'true',
        'false',
        'null',
        '$x',
        '$y',
        '$z',
        '$x.a',
        '$x.a.b',
        '$y.a',
        '$sum',
        '$x.length',
        '$x."a"',
        '$y.constructor',
      ),
      fc.tuple(inner, operator, inner).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a} ? ${b})`),
      inner.map((a) => `-${a}`),
      fc.array(inner, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc.array(inner, { maxLength: 3 }).map((items) => `{${items.map((item, i) => `"k${i}": ${item}`).join(', ')}}`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a}; ${b})`),
    ),
  };
});

/** What both ways must agree on: the value as JSON (or that it is none), or that there is an error. */
async function slow(source: string, bindings: object): Promise<string> {
  try {
    return shown(await jsonata(source).evaluate(undefined, bindings as Record<string, unknown>));
  } catch {
    return 'error';
  }
}

/** Variables and `$states` of a scope. */
const scopeOf = ({ states, ...variables }: Record<string, unknown>): Scope => ({
  variables: Object.assign(Object.create(null), variables),
  states: states as Scope['states'],
});

const shown = (value: unknown): string => (typeof value === 'function' ? 'function' : (JSON.stringify(value) ?? 'nothing'));

function fast(source: string, bindings: Record<string, unknown>): unknown {
  let ast: jsonata.ExprNode;
  try {
    ast = jsonata(source).ast();
  } catch {
    return UNSURE;
  }
  return compileFast(ast)?.(scopeOf(bindings)) ?? undefined;
}

describe('the synchronous path', () => {
  it("gives jsonata's result wherever it gives one", async () => {
    let sure = 0;
    await fc.assert(
      fc.asyncProperty(expression, values, values, async (source, x, y) => {
        const ast = jsonata(source).ast();
        const run = compileFast(ast);
        if (!run) return;
        const bindings = JSON.parse(JSON.stringify({ x, y }));
        const result = run(scopeOf(bindings));
        if (result === UNSURE) return;
        sure++;
        expect(`${source} → ${shown(result)}`).toBe(`${source} → ${await slow(source, bindings)}`);
      }),
      { numRuns: 5000 },
    );
    expect(sure).toBeGreaterThan(700);
  });

  it('takes the expressions that definitions are made of', () => {
    const bindings = { run: { jobs: { train: 'j' }, n: 2, list: [1] }, states: { input: { ok: true } } };
    expect(fast('$run.jobs.train', bindings)).toBe('j');
    expect(fast('$states.input.ok and $run.n >= 2', bindings)).toBe(true);
    expect(fast('$run.n = 2 ? $run.n * 60 + 1 : 0', bindings)).toBe(121);
    expect(fast('{"id": "m-" & $run.n, "all": [$run.list, [3]]}', bindings)).toEqual({ id: 'm-2', all: [1, [3]] });
    expect(fast('$run.list', bindings)).toEqual([1]);
  });

  it('leaves the rest to jsonata', () => {
    for (const source of [
      '$x[0]',
      '$x.a[b=1]',
      '$sum($x)',
      '$x ~> $count',
      '$x.*',
      '$x^(a)',
      '$x{a: b}',
      '$v := 1',
      '[1..3]',
      '$$',
      '$x.(a + b)',
      'function($a){$a}',
      '"a" in $x',
    ])
      expect(compileFast(jsonata(source).ast()), source).toBeUndefined();
  });
});
