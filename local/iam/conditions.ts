import { arnMatches, wildcard } from './wildcard.ts';

type Context = Readonly<Record<string, string>>;
type Test = (actual: string, expected: string) => boolean;

const lower =
  (test: Test): Test =>
  (actual, expected) =>
    test(actual.toLowerCase(), expected.toLowerCase());
const equal: Test = (actual, expected) => actual === expected;
const numeric =
  (test: (a: number, b: number) => boolean): Test =>
  (actual, expected) =>
    test(Number(actual), Number(expected));
const dated =
  (test: (a: number, b: number) => boolean): Test =>
  (actual, expected) =>
    test(Date.parse(actual), Date.parse(expected));

/** The positive operators. Each `Not…` twin is true exactly where its positive form is false. */
const tests: Readonly<Record<string, Test>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: lower(equal),
  StringLike: (actual, expected) => wildcard(expected, actual),
  ArnEquals: (actual, expected) => arnMatches(expected, actual),
  ArnLike: (actual, expected) => arnMatches(expected, actual),
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: dated((a, b) => a === b),
  DateLessThan: dated((a, b) => a < b),
  DateGreaterThan: dated((a, b) => a > b),
  Bool: lower(equal),
};

/**
 * Whether every operator and key of a statement's conditions holds (IAM User Guide, "Condition operators").
 * @throws Error for an operator this world does not know: a condition is never passed over in silence
 */
export function conditionsHold(
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: Context,
): boolean {
  const operators = Object.entries(conditions);
  if (operators.length === 0) return true;
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return operators.every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => holds(operator, known.get(key.toLowerCase()), values)),
  );
}

function holds(operator: string, actual: string | undefined, values: readonly string[]): boolean {
  if (operator === 'Null') return values.some((value) => (value.toLowerCase() === 'true') === (actual === undefined));
  if (operator.startsWith('ForAllValues:')) return actual === undefined || holds(operator.slice(13), actual, values);
  if (operator.startsWith('ForAnyValue:')) return actual !== undefined && holds(operator.slice(12), actual, values);
  const ifExists = operator.endsWith('IfExists');
  const name = ifExists ? operator.slice(0, -8) : operator;
  const negated = /^(String|Arn|Numeric|Date)Not/.test(name);
  const test = tests[negated ? name.replace('Not', '') : name];
  if (!test) throw new Error(`The local IAM does not know the condition operator ${operator}: add it to local/iam/conditions.ts`);
  // A missing key: positive operators are false, negated ones true, IfExists always true.
  if (actual === undefined) return ifExists || negated;
  return values.some((value) => test(actual, value)) !== negated;
}
