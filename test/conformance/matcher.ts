const PLACEHOLDER = /<[A-Za-z][\w .-]*(?::\d+)?>/;
const PLACEHOLDERS = new RegExp(PLACEHOLDER.source, 'g');
const ALONE = new RegExp(`^${PLACEHOLDER.source}$`);

/**
 * Compares an answer with a recording, whose times and ids were replaced by words and placeholders. The rules are those of
 * asl-cases/compare.py; a difference is told as `path: recorded …, got …`.
 */
export class Matcher {
  readonly #plain: ReadonlySet<string>;
  readonly #inner: RegExp;
  /** `<uuid:1>` → the text it stood for first. */
  #bound = new Map<string, string>();

  constructor(masked: readonly string[]) {
    const words = [...masked.filter((mask) => !mask.startsWith('<')), 'timestamp', 'date', 'datetime'];
    this.#plain = new Set(words);
    const longestFirst = [...this.#plain].sort((a, b) => b.length - a.length).map((word) => `\\b${escapeText(word)}\\b`);
    this.#inner = new RegExp([PLACEHOLDERS.source, ...longestFirst].join('|'), 'g');
  }

  /** Tries a comparison whose bindings count only when it finds no difference. */
  attempt(compare: () => string | undefined): string | undefined {
    const saved = new Map(this.#bound);
    const difference = compare();
    if (difference !== undefined) this.#bound = saved;
    return difference;
  }

  /** The first difference, or undefined. */
  value(expected: unknown, actual: unknown, path = ''): string | undefined {
    if (Array.isArray(expected)) return this.#array(expected, actual, path);
    if (typeof expected === 'object' && expected !== null) return this.#object(expected as Record<string, unknown>, actual, path);
    if (typeof expected === 'string') return this.#string(expected, actual, path);
    if (expected === actual) return undefined;
    const parsed = typeof expected === 'number' && typeof actual === 'string' ? tryParse(actual) : undefined;
    return parsed ? this.value(expected, parsed.value, `${path}(json)`) : difference(path, expected, actual);
  }

  #object(expected: Record<string, unknown>, given: unknown, path: string): string | undefined {
    const actual = typeof given === 'string' ? tryParse(given)?.value : given;
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return difference(path, expected, given);
    const members = actual as Record<string, unknown>;
    for (const [key, value] of Object.entries(expected)) {
      if (key === 'timestamp' && value === 'timestamp') continue;
      if (!(key in members)) {
        if (ALONE.test(key)) continue;
        return `${path}.${key}: missing`;
      }
      const found = this.value(value, members[key], `${path}.${key}`);
      if (found) return found;
    }
    const extra = Object.keys(members).filter((key) => !(key in expected) && key !== 'timestamp');
    const open = Object.keys(expected).some((key) => PLACEHOLDER.test(key));
    return extra.length > 0 && !open ? `${path}: unexpected ${JSON.stringify(extra)}` : undefined;
  }

  #array(expected: unknown[], given: unknown, path: string): string | undefined {
    const actual = typeof given === 'string' ? tryParse(given)?.value : given;
    if (!Array.isArray(actual) || actual.length !== expected.length) return difference(path, expected, given);
    for (const [i, item] of expected.entries()) {
      const found = this.value(item, actual[i], `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }

  #string(expected: string, actual: unknown, path: string): string | undefined {
    if (expected === actual || this.#plain.has(expected)) return undefined;
    if (ALONE.test(expected)) return this.#placeholder(expected, actual, path);
    if (typeof actual === 'string' && this.#pattern(expected)?.test(actual)) return undefined;
    const recorded = tryParse(expected);
    if (!recorded) return difference(path, expected, actual);
    if (typeof actual !== 'string') return this.value(recorded.value, actual, `${path}(json)`);
    const parsed = tryParse(actual);
    if (!parsed) return difference(path, expected, actual);
    return this.value(recorded.value, parsed.value, `${path}(json)`);
  }

  #placeholder(expected: string, actual: unknown, path: string): string | undefined {
    if (!expected.includes(':')) return undefined;
    const text = JSON.stringify(actual);
    const bound = this.#bound.get(expected);
    if (bound !== undefined && bound !== text) return difference(path, `${expected} (bound to ${bound})`, actual);
    this.#bound.set(expected, text);
    return undefined;
  }

  /** The recording as a pattern with room for what was masked inside it. */
  #pattern(expected: string): RegExp | undefined {
    let pattern = '';
    let from = 0;
    for (const match of expected.matchAll(this.#inner)) {
      pattern += `${escapeText(expected.slice(from, match.index))}[\\s\\S]*?`;
      from = match.index + match[0].length;
    }
    return from === 0 ? undefined : new RegExp(`^${pattern}${escapeText(expected.slice(from))}$`);
  }
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function difference(path: string, expected: unknown, actual: unknown): string {
  return `${path || '$'}: recorded ${short(expected)}, got ${short(actual)}`;
}

/** A value as a difference shows it. */
export function short(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? 'nothing');
  return text.length < 160 ? text : `${text.slice(0, 157)}...`;
}

const escapeText = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
