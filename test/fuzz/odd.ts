import fc from 'fast-check';

/**
 * How often a property is tried: few times in `npm test`, with one seed; `npm run fuzz` tries others, as many as FUZZ_RUNS says. What it
 * finds is repeated by the seed and path that fast-check prints.
 */
export const runs = <T>(few: number): fc.Parameters<T> => {
  const more = Number(process.env.FUZZ_RUNS ?? 1);
  return { numRuns: few * more, ...(more === 1 && { seed: 20261121 }) };
};

/** Texts that broke something somewhere: names of Object's own members, halves of surrogate pairs, control characters, paths, templates. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      'null',
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '\ud800',
      'a\udc00b',
      '\u0000',
      '\u001b[31m',
      '\r\n',
      '%',
      '/%',
      '%ff',
    ],
    ...[
      '../../etc/passwd',
      '.',
      '..',
      '/',
      '//',
      'a'.repeat(300),
      'é'.repeat(300),
      '{}',
      '[]',
      '"',
      '$' + '{x}',
      '{% $x %}',
      '<a>&',
      '*',
      'arn:',
      'arn:aws:s3:::x',
    ],
    ...['1e999', '-0', 'NaN', '2026-13-99T99:99:99Z', 's3://', 's3://b/', 'true', ':', ',', '=', '🙂', '\u2028'],
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 40 }),
);

export const oddNumber = fc.constantFrom(0, -0, -1, 1, 0.5, 5, 10, 1e3, 2 ** 31, 2 ** 53, 1e21, 1e300, -1e300);

/** Any JSON, and more of what hurts. */
export const oddJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, undefined),
    oddNumber,
    oddText,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(oddText, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

/** Lists in lists: what a recursive reader has no stack for. */
export const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** The value with a few of its members replaced, removed or doubled by odd ones. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const places = pathsOf(value);
  const change = fc.record({
    at: fc.nat(places.length - 1),
    kind: fc.constantFrom('replace', 'remove', 'add'),
    by: oddJson,
    name: oddText,
  });
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((all, one) => changed(all, places[one.at] ?? [], one), value));
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]))];
}

function changed(value: unknown, [head, ...rest]: Path, change: { kind: string; by: unknown; name: string }): unknown {
  if (head !== undefined && typeof value === 'object' && value !== null) {
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
    if (!Object.hasOwn(copy, head)) return value;
    if (rest.length === 0 && change.kind === 'remove') delete copy[head];
    else copy[head] = changed(copy[head], rest, change);
    return copy;
  }
  if (head !== undefined) return value;
  if (change.kind === 'add' && Array.isArray(value)) return [...value, change.by];
  if (change.kind === 'add' && typeof value === 'object' && value !== null) return { ...value, [change.name]: change.by };
  return change.by;
}
