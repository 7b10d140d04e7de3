import fc from 'fast-check';

/** Texts that have broken something somewhere, each for its own reason. */
export const hostileTexts: readonly string[] = [
  '',
  `${'x'.repeat(199)}\u{1f680} ship it`,
  'half a pair \ud83d, the other half \udc00',
  '\x1b[2J\x1b[1;1H\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b31m \x90 \x00\x07\x08\x7f',
  'first\r\nBcc: everybody@example.com\rover\nlast\u2028line\u2029paragraph\x85next\v\f',
  'user\u202e txt.exe \u2066isolated\u2069 zero\u200bwidth \ufeff \u00ad \u{e0041}',
  'a\u0301\u0301\u0301 \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} \u0645\u06cc\u200c\u062e',
  `Z${'\u0300'.repeat(300)}`,
  '\u{1f680}'.repeat(5000),
  'long '.repeat(6000),
  'w'.repeat(300_000),
  '\n'.repeat(10_000),
  '<script>alert(1)</script> & "quotes" \\ {% $states %} %c3%28 =?utf-8?q?x?=',
];

const units = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  { weight: 3, arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 0xa0 }) },
  { weight: 2, arbitrary: fc.constantFrom(0x1b, 0x9b, 0x0a, 0x0d, 0x200b, 0x200c, 0x200d, 0x202e, 0x2028, 0x2066, 0xfeff, 0xfe0f) },
);

/** Any text that JavaScript can hold: halves of surrogate pairs, every plane, control characters; now and then a long one. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.array(units, { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(units, { maxLength: 8 }), fc.nat(3000))
      .map(([codes, times]) => String.fromCharCode(...codes).repeat(times)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...hostileTexts) },
);

/** What a reader does not see and a terminal obeys, joiners and tags excepted, which have their place in emoji and some scripts. */
const dangerous: readonly (readonly [from: number, to: number])[] = [
  [0, 8],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
];

/** What is wrong with a text that people are shown; undefined where nothing is. */
export function faultOf(text: string): string | undefined {
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (dangerous.some(([from, to]) => code >= from && code <= to)) return `U+${code.toString(16).padStart(4, '0')}`;
  }
  return undefined;
}

/** A copy in which every string has this text after it, save names that AWS gave: those are not anybody's words. */
export function spoiled<T>(value: T, text: string): T {
  if (typeof value === 'string')
    return (/^(arn:|sha256:|s3:|https:|\d{4}-\d\d-\d\d|\d{8}-|[0-9a-f]{16,}$)/.test(value) ? value : `${value}${text}`) as T;
  if (Array.isArray(value)) return value.map((item) => spoiled(item, text)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, keys.has(key) ? item : spoiled(item, text)])) as T;
}

/** Members that the pipeline compares with words of its own. */
const keys = new Set(['type', 'kind', 'status', 'outcome', 'verdict', 'model', 'state', 'events', 'execution', 'names', 'phase']);
