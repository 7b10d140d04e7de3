import { bound, Evaluation } from './bounds.ts';
import type { Bindings, Scope } from './environment.ts';
import { QueryError } from './failures.ts';
import { compileFast, UNSURE } from './fast.ts';
import { registerFunctions } from './functions.ts';
import type { Maybe } from './maybe.ts';
import { parseExpression } from './regex.ts';
import { isData, TooLarge } from './weight.ts';

/** One `{% … %}`, compiled: `evaluate` throws (or rejects with) QueryError in AWS's words. */
export interface Expression {
  readonly source: string;
  /** The field it stands in, as AWS names it: `Output/a`. */
  readonly location: string;
  evaluate(scope: Scope): Maybe<unknown>;
}

/** The text between `{%` and `%}`, or undefined for a string that is no expression. */
export function expressionSource(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** @throws jsonata's error when the expression has a syntax error. */
export function compileExpression(source: string, location: string): Expression {
  const compiled = parseExpression(source);
  registerFunctions(compiled, source, formatMillis);
  bound(compiled);
  const slow = async (scope: Scope): Promise<unknown> => {
    const bindings = bindingsOf(scope);
    const evaluation = new Evaluation(bindings, bindings.states as object);
    let result: unknown;
    try {
      result = await compiled.evaluate(undefined, bindings);
    } catch (error) {
      throw evaluationError(source, location, error);
    } finally {
      evaluation.end();
    }
    return checked(source, location, result);
  };
  const fast = compileFast(compiled.ast());
  if (!fast) return { source, location, evaluate: slow };
  const evaluate = (scope: Scope): Maybe<unknown> => {
    const result = fast(scope);
    return result === UNSURE ? slow(scope) : checked(source, location, result);
  };
  return { source, location, evaluate };
}

/** jsonata takes inherited bindings, too: those of the scopes around. */
function bindingsOf({ variables, states }: Scope): Bindings {
  return Object.assign(Object.create(variables), { states: states.plain() });
}

/** @throws QueryError unless the result is of the wanted type, as AWS words it. */
export function expectType(expression: Expression, value: unknown, expected: 'array' | 'boolean' | 'number' | 'string'): void {
  const actual = typeName(value);
  if (actual === expected) return;
  throw new QueryError(
    `${named(expression.source, expression.location)} returned an unexpected result type. ` +
      `Expected '${expected}', but was '${actual}' for value: ${JSON.stringify(value)}`,
    expression.location,
  );
}

function checked(source: string, location: string, result: unknown): unknown {
  if (result === undefined) throw new QueryError(`${named(source, location)} returned nothing (undefined).`, location);
  try {
    if (isData(result)) return result;
  } catch (error) {
    throw error instanceof TooLarge ? evaluationError(source, location, error) : error;
  }
  throw new QueryError(`${named(source, location)} returned an unsupported result type.`, location);
}

function evaluationError(source: string, location: string, error: unknown): QueryError {
  const { code, message } = error as { code?: string; message?: string };
  const what = code ? `. ${code}: ${message}` : `: ${message}`;
  return new QueryError(`${named(source, location)} threw an error during evaluation${what}`, location);
}

function named(source: string, location: string): string {
  return `The JSONata expression '${source}' specified for the field '${location}'`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const FROM_MILLIS = parseExpression('$fromMillis($millis, $picture, $zone)');

function formatMillis(millis: number, picture: unknown, zone: unknown): Promise<unknown> {
  return FROM_MILLIS.evaluate(undefined, { millis, picture, zone });
}
