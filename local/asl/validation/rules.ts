import type { Raw } from '../compile.ts';
import { expressionSource } from '../expression.ts';
import { isObject } from '../values.ts';
import type { Findings } from './diagnostics.ts';
import type { NUMBERS } from './fields.ts';

/** `path` is the place as AWS writes it: `/` for the whole definition. */
export function checkRequired(raw: Raw, fields: readonly string[], findings: Findings, path: string): void {
  const missing = fields.filter((field) => !(field in raw));
  if (missing.length > 0) findings.schema(`These fields are required: [${missing.join(', ')}]`, path);
}

/** Number fields within their bounds; in JSONata states an expression may stand for the number. */
export function checkNumbers(raw: Raw, table: typeof NUMBERS, findings: Findings, path: string, expressions: boolean): void {
  for (const [field, { min, max, integer }] of Object.entries(table)) {
    const value = raw[field];
    if (!(field in raw) || (expressions && isExpression(value))) continue;
    const place = `${path}/${field}`;
    const shown = (bound: number): string => (integer || !Number.isInteger(bound) ? String(bound) : bound.toFixed(1));
    if (typeof value !== 'number' || (integer && !Number.isInteger(value)))
      findings.schema(`Expected value of type ${integer ? 'Integer' : 'Number'}`, place);
    else if (value < min) findings.schema(`Minimum value is ${shown(min)}`, place);
    else if (value > max) findings.schema(`Maximum value is ${shown(max)}`, place);
  }
}

/** At most one of these fields, and exactly one when `needed`. */
export function checkOneOf(raw: Raw, fields: readonly string[], needed: boolean, findings: Findings, path: string): void {
  const present = fields.filter((field) => field in raw);
  const list = fields.join(', ');
  if (present.length > 1) findings.schema(`There should only be one of the following fields: [${present.join(', ')}]`, path);
  if (needed && present.length === 0) findings.schema(`These fields are required: [${list}]`, path);
}

/** No other fields than these. */
export function checkAllowed(raw: Raw, fields: readonly string[], findings: Findings, path: string): void {
  for (const field of Object.keys(raw)) if (!fields.includes(field)) findings.schema(`Field '${field}' is not supported`, path);
}

/** Strings where these fields are there. */
export function checkText(raw: Raw, fields: readonly string[], findings: Findings, path: string): void {
  for (const field of fields)
    if (field in raw && typeof raw[field] !== 'string') findings.schema('Expected value of type String', `${path}/${field}`);
}

/** One of the values that AWS knows, where the field is there. */
export function checkOneOfValues(raw: Raw, field: string, values: readonly string[], findings: Findings, path: string): void {
  if (field in raw && !values.includes(raw[field] as string))
    findings.schema(`Value must be one of [${values.join(', ')}]`, `${path}/${field}`);
}

/** A retrier's or catcher's ErrorEquals; States.ALL stands alone and last. */
export function checkErrors(handlers: readonly unknown[], findings: Findings, path: string): void {
  for (const [i, handler] of handlers.entries()) {
    const place = `${path}[${i}]`;
    if (!isObject(handler)) {
      findings.schema('Expected value of type Object', place);
      continue;
    }
    checkRequired(handler, ['ErrorEquals'], findings, place);
    if (!('ErrorEquals' in handler)) continue;
    const names = handler.ErrorEquals;
    if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string'))
      findings.schema('Expected a non-empty Array of String', `${place}/ErrorEquals`);
    else if (names.includes('States.ALL') && (names.length > 1 || i < handlers.length - 1))
      findings.schema('States.ALL must be the only element of the last ErrorEquals', `${place}/ErrorEquals`);
  }
}

/** Whether a value is a `{% %}` string. */
export function isExpression(value: unknown): boolean {
  return typeof value === 'string' && expressionSource(value) !== undefined;
}
