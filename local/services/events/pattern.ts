import { invalidPattern, matcher, type Test } from './pattern-matchers.ts';

type Fields = Readonly<Record<string, unknown>>;
type Predicate = (event: Fields) => boolean;

const compiled = new Map<string, (event: object) => boolean>();

/**
 * Turns an event pattern into a test (EventBridge User Guide, "Event pattern syntax").
 * @throws AwsError InvalidEventPatternException, with the reason, for a text that is no pattern
 */
export function compilePattern(text: string): (event: object) => boolean {
  const known = compiled.get(text);
  if (known) return known;
  const predicate = fields(parse(text));
  const test = (event: object) => predicate(event as Fields);
  compiled.set(text, test);
  return test;
}

function parse(text: string): Fields {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (error) {
    throw invalidPattern((error as Error).message);
  }
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  return pattern;
}

/** Every field must match; `$or` holds alternatives. */
function fields(pattern: Fields): Predicate {
  const names = Object.keys(pattern);
  if (names.length === 0) throw invalidPattern('Empty objects are not allowed');
  const predicates = names.map((name) => (name === '$or' ? alternatives(pattern.$or) : field(name, pattern[name])));
  return (event) => predicates.every((predicate) => predicate(event));
}

function alternatives(patterns: unknown): Predicate {
  if (!Array.isArray(patterns) || patterns.length < 2) throw invalidPattern('$or must be an array of at least two patterns');
  const predicates = patterns.map((pattern) => fields(pattern as Fields));
  return (event) => predicates.some((predicate) => predicate(event));
}

function field(name: string, pattern: unknown): Predicate {
  if (isObject(pattern)) {
    const inner = fields(pattern);
    return (event) => within(event[name]).some(inner);
  }
  if (!Array.isArray(pattern)) throw invalidPattern(`"${name}" must be an object or an array`);
  if (pattern.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const tests = pattern.map(matcher);
  return (event) => tests.some((test) => holds(test, event, name));
}

/** A list in the event matches when one of its elements does. */
function holds(test: Test, event: Fields, name: string): boolean {
  const value = event[name];
  if (test.exists !== undefined) return test.exists === (value !== undefined && !isObject(value));
  if (value === undefined) return false;
  const values = Array.isArray(value) ? value : [value];
  return values.some((item) => test.matches(item));
}

/** A nested pattern looks into an object, or into each object of a list. Without one, `exists: false` may still hold. */
function within(value: unknown): Fields[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return [isObject(value) ? value : {}];
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
