import type * as v from 'valibot';

/** A number or truth value of a document, together with how it was written there: `1.10`, `0x1F`. */
export class Written {
  readonly text: string;
  readonly value: unknown;

  constructor(text: string, value: unknown) {
    this.text = text;
    this.value = value;
  }
}

/** What this file reads of a valibot schema. */
interface SchemaNode {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly wrapped?: SchemaNode;
  readonly item?: SchemaNode;
  readonly value?: SchemaNode;
  readonly options?: readonly SchemaNode[];
}

/**
 * Returns the document as the schema wants it: what a setting takes as text is the text that was written, with every digit and zero of it;
 * elsewhere a number is a number.
 */
export function asWritten(schema: v.GenericSchema, document: unknown): unknown {
  return resolve(unwrapped(schema as SchemaNode), document);
}

/**
 * Reads a value that stands alone, as on a command line, for the setting at this path: JSON where it is, else text. For a setting that
 * takes text it is the text, and only a JSON text's quotes are taken off.
 */
export function valueAt(schema: v.GenericSchema, path: readonly string[], text: string): unknown {
  const node = path.reduce<SchemaNode | undefined>(child, unwrapped(schema as SchemaNode));
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    return text;
  }
  return resolve(node, parsed);
}

function resolve(node: SchemaNode | undefined, value: unknown): unknown {
  if (value instanceof Written) return takesText(node) && !isPlain(node, value) ? value.text : value.value;
  if (Array.isArray(value)) return value.map((item) => resolve(unwrapped(node?.item), item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(child(node, key), item)]));
}

const child = (node: SchemaNode | undefined, key: string): SchemaNode | undefined => {
  const entry = node?.entries && Object.hasOwn(node.entries, key) ? node.entries[key] : undefined;
  return unwrapped(entry ?? node?.value);
};

function unwrapped(node: SchemaNode | undefined): SchemaNode | undefined {
  let inner = node;
  while (inner?.wrapped) inner = inner.wrapped;
  return inner;
}

const takesText = (node: SchemaNode | undefined): boolean =>
  node?.type === 'string' || (node?.type === 'union' && (node.options ?? []).some((option) => option.type === 'string'));

/** True where the setting takes the value too and loses nothing by it: 50 stays a number in what is stored and shown. */
const isPlain = (node: SchemaNode | undefined, { text, value }: Written): boolean => node?.type === 'union' && String(value) === text;

/** No key of a document: JSON's own control characters are always escaped. */
const mark = '\u0001written';

/** Reads JSON, every number as a `Written`: JSON.parse alone makes 1.1 of 1.10 and rounds what is longer than 53 bits. @throws SyntaxError */
export function parseJson(text: string): unknown {
  JSON.parse(text);
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `{${JSON.stringify(mark)}:"${token}"}`,
  );
  return JSON.parse(marked, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, mark)) return value;
    const number = (value as Record<string, string>)[mark] ?? '';
    return new Written(number, Number(number));
  });
}
