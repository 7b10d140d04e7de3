import { AwsError } from '../errors.ts';

/** One element of a pattern's list. `exists` looks at the field itself instead of its value. */
export interface Test {
  readonly exists?: boolean;
  matches(value: unknown): boolean;
}

export const invalidPattern = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);

/** @throws AwsError InvalidEventPatternException for a matcher that EventBridge does not have */
export function matcher(element: unknown): Test {
  if (element === null || typeof element !== 'object') return { matches: (value) => value === element };
  const [[name, argument], ...more] = Object.entries(element) as [[string, unknown], ...unknown[]];
  if (more.length > 0) throw invalidPattern('Only one key allowed in match expression');
  if (name === 'exists') {
    if (typeof argument !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.');
    return { exists: argument, matches: () => argument };
  }
  if (name === 'anything-but') return { matches: anythingBut(argument) };
  if (name === 'numeric') return { matches: numeric(argument) };
  return { matches: textual(name, argument) };
}

/** The matchers for texts; `prefix` and `suffix` also take `{"equals-ignore-case": …}`. */
function textual(name: string, argument: unknown): (value: unknown) => boolean {
  const ignoring = (argument as { 'equals-ignore-case'?: unknown } | null)?.['equals-ignore-case'];
  if (ignoring !== undefined && (name === 'prefix' || name === 'suffix')) return lowered(textual(name, String(ignoring).toLowerCase()));
  if (typeof argument !== 'string') throw invalidPattern(`${name} match pattern must be a string`);
  switch (name) {
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(argument);
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(argument);
    case 'equals-ignore-case':
      return lowered((value) => value === argument.toLowerCase());
    case 'wildcard': {
      const source = argument.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
      const expression = new RegExp(`^${source.join('.*')}$`, 's');
      return (value) => typeof value === 'string' && expression.test(value);
    }
    default:
      throw invalidPattern(`Unrecognized match type ${name}`);
  }
}

const lowered =
  (test: (value: unknown) => boolean): ((value: unknown) => boolean) =>
  (value) =>
    typeof value === 'string' && test(value.toLowerCase());

function anythingBut(argument: unknown): (value: unknown) => boolean {
  if (argument !== null && typeof argument === 'object' && !Array.isArray(argument)) {
    const [[name, inner]] = Object.entries(argument) as [[string, unknown]];
    const tests = (Array.isArray(inner) ? inner : [inner]).map((item) => textual(name, item));
    return (value) => !tests.some((test) => test(value));
  }
  const refused = Array.isArray(argument) ? argument : [argument];
  if (refused.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return (value) => !refused.includes(value);
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]` */
function numeric(argument: unknown): (value: unknown) => boolean {
  if (!Array.isArray(argument) || argument.length === 0 || argument.length % 2)
    throw invalidPattern('Value of numeric must be an array of operators and numbers.');
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < argument.length; i += 2) {
    const [operator, limit] = [comparisons[String(argument[i])], argument[i + 1]];
    if (!operator) throw invalidPattern(`Unrecognized numeric range operator: ${argument[i]}`);
    if (typeof limit !== 'number') throw invalidPattern('Value of numeric must be numeric');
    tests.push((value) => operator(value, limit));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
