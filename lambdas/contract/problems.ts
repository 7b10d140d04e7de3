import type * as v from 'valibot';
import { line } from './text.ts';

/** What is wrong with one field of a document, for people. `field` is dotted: `training.metrics.0.regex`. */
export interface Problem {
  readonly field: string;
  /** `expected a number, got "two"`, or `unknown; did you mean "instanceType"?` */
  readonly text: string;
}

/**
 * Puts valibot's issues into words: field, what was expected, what came, and for an unknown key the nearest known one.
 * `schema` is what was parsed with: the known keys are read from it.
 */
export function problems(schema: v.GenericSchema, issues: readonly v.BaseIssue<unknown>[]): Problem[] {
  return issues.map((issue) => ({ field: (issue.path ?? []).map(({ key }) => inLine(key)).join('.'), text: describe(schema, issue) }));
}

function describe(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string {
  const last = issue.path?.at(-1);
  const isKey = (last as { origin?: string } | undefined)?.origin === 'key';
  if (issue.type === 'strict_object' && isKey) {
    if (issue.received === 'undefined') return 'missing: it has no default';
    return unknownKey(String(last?.key), knownKeys(schema, (issue.path ?? []).slice(0, -1)));
  }
  return `expected ${expected(issue)}, got ${isKey ? 'the name ' : ''}${short(isKey ? last?.key : issue.input)}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near) return `unknown; did you mean "${near}"?`;
  return known.length ? `unknown; expected one of ${known.join(', ')}` : 'unknown';
}

function expected(issue: v.BaseIssue<unknown>): string {
  const { requirement } = issue as { requirement?: unknown };
  const own = issue.message.startsWith('Invalid') ? undefined : issue.message;
  switch (issue.type) {
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'strict_object':
    case 'object':
    case 'record':
      return 'a mapping';
    case 'integer':
      return 'a whole number';
    case 'finite':
      return 'a finite number';
    case 'min_value':
      return `at least ${requirement}`;
    case 'max_value':
      return `at most ${requirement}`;
    case 'max_length':
      return typeof issue.input === 'string' ? `at most ${requirement} characters` : `at most ${requirement} entries`;
    case 'min_entries':
      return `at least ${requirement} ${requirement === 1 ? 'entry' : 'entries'}`;
    case 'max_entries':
      return `at most ${requirement} entries`;
    case 'non_empty':
      return 'something that is not empty';
    case 'union':
    case 'picklist':
      return own ?? `one of ${(issue.expected ?? '').replace(/^\(|\)$/g, '').replaceAll(' | ', ', ')}`;
    default:
      return own ?? issue.expected ?? issue.message;
  }
}

/** A key as people wrote it; what would break the line, or the terminal, is shown as in JSON. */
function inLine(key: unknown): string {
  const text = String(key);
  return /^[^\p{C}\u2028\u2029]*$/u.test(text)
    ? text
    : JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A value as people wrote it, short enough for one line. */
function short(value: unknown): string {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  const text = value === undefined ? 'nothing' : isNumber ? String(value) : (JSON.stringify(value) ?? String(value));
  return line(text, 60);
}

interface SchemaNode {
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly wrapped?: SchemaNode;
  readonly item?: SchemaNode;
  readonly value?: SchemaNode;
}

function knownKeys(schema: v.GenericSchema, path: readonly { readonly key?: unknown }[]): string[] {
  let node: SchemaNode | undefined = schema as SchemaNode;
  for (const { key } of path) {
    while (node?.wrapped) node = node.wrapped;
    node = node?.entries?.[String(key)] ?? node?.item ?? node?.value;
  }
  while (node?.wrapped) node = node.wrapped;
  return Object.keys(node?.entries ?? {});
}

/** The candidate that a typing slip away from `word` is: at most a third of its letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates.map((name) => ({ name, slips: distance(word.toLowerCase(), name.toLowerCase()) }));
  ranked.sort((a, b) => a.slips - b.slips);
  const best = ranked[0];
  return best && best.slips <= Math.max(2, Math.floor(word.length / 3)) ? best.name : undefined;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
