/** What a backslash and what follows it mean in a regular expression of Java. */
export type Escape =
  /** One character, by its code. */
  | { readonly kind: 'code'; readonly code: number }
  /** A kind of characters, as JavaScript writes it inside of a class. Undefined: it cannot stand there, being all others of a list. */
  | { readonly kind: 'set'; readonly source: string; readonly inside: string | undefined }
  /** A place in the text, as JavaScript writes it. */
  | { readonly kind: 'place'; readonly source: string }
  | { readonly kind: 'reference'; readonly group: number | string }
  | { readonly kind: 'quoted'; readonly text: string };

const sets: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'a-zA-Z_0-9',
  s: ' \\t\\n\\v\\f\\r',
  h: ' \\t\\xA0\\u1680\\u180E\\u2000-\\u200A\\u202F\\u205F\\u3000',
  v: '\\n\\v\\f\\r\\x85\\u2028\\u2029',
};

const places: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
  b: '\\b',
  B: '\\B',
  R: '(?:\\r\\n|[\\n\\v\\f\\r\\x85\\u2028\\u2029])',
};

const codes: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** Java's names of POSIX classes. */
const posix: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\v\\f\\r',
  ASCII: '\\x00-\\x7F',
};

const numbers = [/^0([0-3][0-7]{2}|[0-7]{1,2})/, /^x([0-9a-fA-F]{2})/, /^u([0-9a-fA-F]{4})/, /^x\{([0-9a-fA-F]+)\}/] as const;

/** Reads what follows a backslash. `length` is how much of the text it takes; undefined where it means nothing. */
export function readEscape(text: string): (Escape & { readonly length: number }) | undefined {
  const [first = ''] = text;
  for (const [index, pattern] of numbers.entries()) {
    const [all = '', digits = ''] = pattern.exec(text) ?? [];
    if (all !== '') return { kind: 'code', code: Number.parseInt(digits, index === 0 ? 8 : 16), length: all.length };
  }
  const [property = '', sign, name = ''] = /^([pP])\{(\w+)\}/.exec(text) ?? [];
  if (property !== '') return named(name, sign === 'P', property.length);
  const [reference = '', number = '', group = ''] = /^(?:([1-9])|k<(\w+)>)/.exec(text) ?? [];
  if (reference !== '') return { kind: 'reference', group: number === '' ? group : Number(number), length: reference.length };
  if (first === 'Q') {
    const end = text.indexOf('\\E');
    return { kind: 'quoted', text: text.slice(1, end < 0 ? undefined : end), length: end < 0 ? text.length : end + 2 };
  }
  const lower = first.toLowerCase();
  if (Object.hasOwn(sets, lower)) return { ...set(sets[lower] ?? '', first !== lower), length: 1 };
  if (Object.hasOwn(places, first)) return { kind: 'place', source: places[first] ?? '', length: 1 };
  if (Object.hasOwn(codes, first)) return { kind: 'code', code: codes[first] ?? 0, length: 1 };
  if (first === '' || /[A-Za-z0-9]/.test(first)) return undefined;
  return { kind: 'code', code: first.codePointAt(0) ?? 0, length: first.length };
}

const ofDigitsAndLetters: Readonly<Record<string, string>> = { '0-9': '\\D', 'a-zA-Z_0-9': '\\W' };

const set = (members: string, not: boolean) => ({
  kind: 'set' as const,
  source: `[${not ? '^' : ''}${members}]`,
  inside: not ? (members === sets.s ? '\\S' : ofDigitsAndLetters[members]) : members,
});

/** A class by its name: POSIX's, a category of Unicode, or a script. */
function named(name: string, not: boolean, length: number): (Escape & { readonly length: number }) | undefined {
  if (Object.hasOwn(posix, name)) return { ...set(posix[name] ?? '', not), length };
  const bare = name.replace(/^Is/, '');
  for (const property of [bare, `Script=${bare}`]) {
    try {
      new RegExp(`\\p{${property}}`, 'u');
      const source = `\\${not ? 'P' : 'p'}{${property}}`;
      return { kind: 'set', source, inside: source, length };
    } catch {
      // Not this one.
    }
  }
  return undefined;
}
